// One load run: a broker, its gateways, a fleet, calls as fast as they are answered, then at a steady rate below that.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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
  /** How long calls are begun, in each of the two parts. */
  seconds: number;
  /** Calls a second of the second part; half of what the first part reached unless given. */
  rate?: number;
  /** How long a device takes over a call, in milliseconds. */
  boardMs: number;
}

/** What a run came to. At the most a call's time is mostly its wait for the others: what a caller meets is told by `steady`. */
export interface LoadFigures {
  /** As fast as they are answered. */
  most: Figures;
  /** At a steady rate below that. */
  steady: Figures;
}

/** Runs it. Rejects when something cannot be started, or a device is not let in; calls that fail are in the figures. */
export async function runLoad(options: LoadOptions): Promise<LoadFigures> {
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
    await measure(callers, devices, fleet, asFastAsAnswered({ ...options, seconds: Math.min(1, options.seconds) }));
    const most = await measure(callers, devices, fleet, asFastAsAnswered(options));
    const rate = options.rate ?? most.perSecond / 2;
    return { most, steady: await measure(callers, devices, fleet, steadily(rate, options.seconds)) };
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

/** Begins calls; resolves when all of them have ended. */
type Pace = (call: () => Promise<void>) => Promise<void>;

/** `concurrency` calls at once, each followed by the next. */
function asFastAsAnswered({ concurrency, seconds }: { concurrency: number; seconds: number }): Pace {
  const end = performance.now() + seconds * 1000;
  return async (call) => {
    const worker = async () => {
      while (performance.now() < end) await call();
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  };
}

/** `rate` calls a second, whether the earlier ones are answered or not. */
function steadily(rate: number, seconds: number): Pace {
  return async (call) => {
    const all: Promise<void>[] = [];
    const started = performance.now();
    for (let passed = 0; passed < seconds * 1000; passed = performance.now() - started) {
      for (const due = Math.floor((passed / 1000) * rate); all.length < due; ) all.push(call());
      await pause(1);
    }
    await Promise.all(all);
  };
}

let calls = 0;

async function measure(
  callers: readonly Caller[],
  devices: readonly DeviceIdentity[],
  fleet: Fleet,
  pace: Pace,
): Promise<Figures> {
  const timings: Timing[] = [];
  const failed: Record<string, number> = {};
  const started = performance.now();
  await pace(async () => {
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
  });
  return figuresOf(timings, failed, (performance.now() - started) / 1000);
}
