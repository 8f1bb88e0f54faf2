// One `npm start`, from the build to the end: whatever happens, the board and the cloud are gone afterwards.
import { type Build, build } from '../bundle/build.ts';
import { callService } from '../call/callService.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { tellAll } from '../cloud/lines.ts';
import { endpointOf, removeSession, writeSession } from '../cloud/session.ts';
import type { Device } from '../device/device.ts';
import { openDevice } from '../device/open.ts';
import { demonstrate } from './demo.ts';
import { deviceJson, type ThrowAway, throwAway } from './identity.ts';
import { createTail, describeExit, orAborted, waitOnline, whenListening } from './online.ts';
import { type Ports, startCloudNear, USUAL_PORTS } from './ports.ts';
import type { Screen } from './screen.ts';

/** Where everything listens: this computer alone. */
const HOST = '127.0.0.1';

/** How long a board may take from power-on until it listens for calls, in ms. */
export const ONLINE_MS = 20_000;

/** What `npm start` is asked for. */
export interface StartOptions {
  /** One of DEVICE_KINDS. */
  board: string;
  /** The ports that were asked for; 0 for a free one. */
  ports: Partial<Ports>;
  /** Ends after the demonstration. */
  once: boolean;
  /** ONLINE_MS unless given. */
  onlineMs?: number;
  /** Makes the bundle; the whole build unless given. */
  build?: () => Promise<Build>;
}

/** Builds, starts the cloud and a board, demonstrates, and with `once` resolves with whether all calls were good. Otherwise
 *  it stays until `signal` is aborted, and rejects with its reason. Rejects with an error to show when anything fails. */
export async function run(options: StartOptions, screen: Screen, signal: AbortSignal): Promise<boolean> {
  const who = throwAway();
  // The cloud first: a port in use is known at once, a build takes seconds.
  const cloud = await startCloudNear({ host: HOST, devices: [who.device], accessKeys: [who.accessKey] }, options.ports);
  try {
    const made = await (options.build ?? build)();
    signal.throwIfAborted();
    screen.bundle(made);
    const ports = { mqtt: cloud.mqttPort, http: cloud.httpPort };
    screen.cloud(HOST, ports, { ...ports, ...usualUnless(options.ports) });
    return await withBoard(options, made.file, who, cloud, screen, signal);
  } finally {
    await cloud.stop();
  }
}

/** The usual ports where none was asked for. */
function usualUnless(asked: Partial<Ports>): Partial<Ports> {
  return Object.fromEntries(Object.entries(USUAL_PORTS).filter(([name]) => asked[name as keyof Ports] === undefined));
}

async function withBoard(
  { board, once, onlineMs = ONLINE_MS }: StartOptions,
  bundle: string,
  who: ThrowAway,
  cloud: Cloud,
  screen: Screen,
  signal: AbortSignal,
): Promise<boolean> {
  const tail = createTail();
  let hear = tail.add;
  const listening = whenListening(cloud, who.device);
  const started = performance.now();
  const device = await openDevice(board, {
    bundle,
    storage: { 'device.json': deviceJson(who.device, HOST, cloud.mqttPort) },
    onLine: (line) => hear(line),
  });
  try {
    await orAborted(waitOnline(listening, device.exited, onlineMs, tail), signal);
    screen.online(board, performance.now() - started);
    hear = screen.console;
    return await withCalls(once, device, who, cloud, screen, signal);
  } finally {
    await device.stop();
  }
}

async function withCalls(
  once: boolean,
  device: Device,
  { device: { productKey, deviceName }, accessKey }: ThrowAway,
  cloud: Cloud,
  screen: Screen,
  signal: AbortSignal,
): Promise<boolean> {
  const target = { endpoint: endpointOf(HOST, cloud.httpPort), device: { productKey, deviceName }, accessKey };
  const call = (service: string, params: Record<string, unknown>) =>
    orAborted(callService(target, service, params), signal);
  const good = await demonstrate(call, screen.call);
  signal.throwIfAborted();
  if (!once) {
    writeSession(target);
    tellAll(cloud, screen.event);
  }
  screen.next(once);
  if (once) return good;
  try {
    const exit = await orAborted(device.exited, signal);
    throw new Error(describeExit(exit));
  } finally {
    removeSession();
  }
}
