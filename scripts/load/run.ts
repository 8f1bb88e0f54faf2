// One load run: a broker, its gateways, a fleet, and calls as fast as they are answered.
import { randomBytes } from 'node:crypto';
import type { DeviceIdentity } from '../cloud/devices.ts';
import { Caller } from './caller.ts';
import { type Figures, figuresOf, type Timing } from './figures.ts';
import { connectFleet, type Fleet, identities } from './fleet.ts';
import { type RunningCloud, startCloudProcess, startMosquitto } from './processes.ts';

/** Milliseconds a call may take. */
const TIMEOUT_MS = 8000;

/** What is to be measured. */
export interface LoadOptions {
  /** `embedded`, `mosquitto`, or the port of a broker that runs on this computer. */
  broker: 'embedded' | 'mosquitto' | number;
  /** Clouds in front of the broker; 1 for `embedded`. */
  gateways: number;
  devices: number;
  /** Calls under way at once. */
  concurrency: number;
  /** How long calls are begun. */
  seconds: number;
  /** How long a device takes over a call, in milliseconds. */
  boardMs: number;
}

/** Runs it. Rejects when something cannot be started, or a device is not let in; calls that fail are in the figures. */
export async function runLoad(options: LoadOptions): Promise<Figures> {
  const devices = identities(options.devices);
  const accessKey = { id: 'load', secret: randomBytes(16).toString('hex') };
  const cleanUp: (() => Promise<void> | void)[] = [];
  try {
    const brokerPort = await portOf(options.broker, cleanUp);
    const clouds: RunningCloud[] = [];
    for (let i = 0; i < options.gateways; i++) {
      const cloud = await startCloudProcess({
        devices,
        accessKey,
        ...(brokerPort === undefined ? {} : { brokerPort }),
      });
      cleanUp.push(() => cloud.stop());
      clouds.push(cloud);
    }
    const fleet = await connectFleet(devices, brokerPort ?? clouds[0]?.mqtt ?? 0, options.boardMs);
    cleanUp.push(() => fleet.close());
    const callers = clouds.map(
      ({ http }) => new Caller({ host: '127.0.0.1', port: http, accessKey, connections: options.concurrency }),
    );
    for (const caller of callers) cleanUp.push(() => caller.close());
    // What is compiled and connected for the first time is not what a gateway carries.
    await measure(callers, devices, fleet, { ...options, seconds: Math.min(1, options.seconds) });
    return await measure(callers, devices, fleet, options);
  } finally {
    for (const stop of cleanUp.reverse()) await stop();
  }
}

async function portOf(
  broker: LoadOptions['broker'],
  cleanUp: (() => Promise<void>)[] | (() => Promise<void> | void)[],
): Promise<number | undefined> {
  if (broker === 'embedded') return undefined;
  if (broker !== 'mosquitto') return broker;
  const mosquitto = await startMosquitto();
  cleanUp.push(() => mosquitto.stop());
  return mosquitto.port;
}

let calls = 0;

async function measure(
  callers: readonly Caller[],
  devices: readonly DeviceIdentity[],
  fleet: Fleet,
  { concurrency, seconds }: LoadOptions,
): Promise<Figures> {
  const timings: Timing[] = [];
  const failed: Record<string, number> = {};
  const started = performance.now();
  const end = started + seconds * 1000;
  const worker = async () => {
    while (performance.now() < end) {
      const number = calls++;
      const caller = callers[number % callers.length];
      const device = devices[number % devices.length];
      if (!caller || !device) return;
      const text = `{"call":"${number}","service":"SetPin","pin":"led","value":1}`;
      const asked = performance.now();
      const answer = await caller.call(device, Buffer.from(text), TIMEOUT_MS);
      const total = performance.now() - asked;
      const board = fleet.takeTime(text);
      if ('payload' in answer && answer.payload.toString() === text && board !== undefined)
        timings.push({ total, board });
      else {
        const why = 'failed' in answer ? answer.failed : 'a wrong answer';
        failed[why] = (failed[why] ?? 0) + 1;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return figuresOf(timings, failed, (performance.now() - started) / 1000);
}
