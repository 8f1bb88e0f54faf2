// The ways to the boards that a command line names: by ports, or through a cloud to one device, to several, or to all.
import { readSession } from '../cloud/session.ts';
import { parseBaud } from '../device/serial/flags.ts';
import type { CallOptions, CallTarget } from './callService.ts';
import type { CommandLine } from './flags.ts';
import { resolveTarget } from './target.ts';
import { cloudTransport, serialTransport, type Transport } from './transport.ts';

/** Opens the ways, in the order in which they were named, each once. The caller closes them. Rejects with an error that says
 *  what is missing, a CallError of the cloud, or a BoardError of a port: no way stays open then. */
export async function openWays(line: CommandLine): Promise<Transport[]> {
  if (line.ports.length > 0) return openPorts(line);
  const options: CallOptions = { rrpc: line.rrpc };
  if (line.timeout !== undefined) options.timeout = line.timeout;
  if (line.topic !== undefined) options.topic = line.topic;
  const targets = await targetsOf(line);
  const ways = targets.map((target) => cloudTransport(target, options));
  return ways.filter(({ device }, i) => ways.findIndex((other) => other.device === device) === i);
}

/** Which devices of which cloud are meant. Rejects as `openWays` does. */
export async function targetsOf(line: CommandLine): Promise<CallTarget[]> {
  const one = (device: string | undefined) =>
    resolveTarget({ ...line, ...(device === undefined ? {} : { device }) }, process.env, () => readSession());
  if (line.all) {
    const target = one(line.productKey === undefined ? line.devices[0] : `${line.productKey},*`);
    const { productKey } = target.device;
    const { onlineDevices } = await import('./devices.ts');
    const names = await onlineDevices(target, productKey);
    return names.map((deviceName) => ({ ...target, device: { productKey, deviceName } }));
  }
  return line.devices.length === 0 ? [one(undefined)] : line.devices.map(one);
}

async function openPorts(line: CommandLine): Promise<Transport[]> {
  const baud = parseBaud(line.baud);
  const opened = await Promise.allSettled(
    [...new Set(line.ports)].map((port) => serialTransport(port, baud, line.timeout)),
  );
  const ways = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.find((one) => one.status === 'rejected');
  if (!failed) return ways;
  await Promise.all(ways.map((way) => way.close()));
  throw failed.reason;
}
