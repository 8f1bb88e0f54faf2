// The broker of the cloud's own, with its ports.
import { type Device, presenceOf } from '../devices.ts';
import type { DeviceSide } from '../side.ts';
import { Broker, type BrokerOptions } from './broker.ts';
import { makeCertificate } from './certificate.ts';
import { type DoorOptions, Doors } from './doors.ts';

/** What the cloud's own broker is started with. The certificate is one of its own making unless given. */
export type LocalOptions = BrokerOptions & Omit<DoorOptions, 'accept'>;

/** Starts the broker. Rejects, naming the port, when one cannot be had; nothing is left open then. */
export async function openLocal(options: LocalOptions): Promise<DeviceSide> {
  const broker = await Broker.create(options);
  const doors = new Doors();
  const stop = async () => {
    await broker.stop();
    await doors.close();
  };
  try {
    const certificate =
      options.certificate ?? (options.tlsPort === undefined ? undefined : await makeCertificate(options.host));
    await doors.open({ ...options, ...(certificate && { certificate }), accept: (wire) => broker.accept(wire) });
  } catch (error) {
    await stop();
    throw error;
  }
  const presence = (device: Device) => presenceOf(device, options.clock.now());
  return {
    ports: doors.ports,
    push: (device, topic, payload, options) => broker.push(device, topic, payload, options?.qos),
    presenceOf: presence,
    mayAsk: presence,
    kick: (device, reason) => broker.kick(device, reason),
    stop,
  };
}
