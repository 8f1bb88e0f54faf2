// What a bundle runs in: a cloud on this computer with its page, and a board that signs in there and may get another bundle.
import type { CallTarget } from '../call/callService.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { DeviceIdentity } from '../cloud/devices.ts';
import { type BoardPages, createPages } from '../cloud/page/page.ts';
import { endpointOf } from '../cloud/session.ts';
import type { Device } from '../device/device.ts';
import { openDevice } from '../device/open.ts';
import { unquoted } from '../device/serial/console.ts';
import { SETTINGS } from '../device/serial/storage.ts';
import { createClosers } from './closers.ts';
import { deviceJson, throwAway } from './identity.ts';
import { createTail, orAborted, waitOnline, whenListening } from './online.ts';
import { type Ports, startCloudNear } from './ports.ts';
import { type RealBoardOptions, realStage } from './realStage.ts';
import type { Screen } from './screen.ts';

/** Where the cloud listens: this computer alone. */
export const HOST = '127.0.0.1';
/** How long a board may take from power-on until it listens for calls, in ms. */
export const ONLINE_MS = 20_000;

/** How a stage is set up. */
export interface StageOptions extends RealBoardOptions {
  /** One of BOARD_KINDS. */
  readonly board: string;
  /** The ports that were asked for; 0 for a free one. */
  readonly ports: Partial<Ports>;
  /** How long a board may take until it listens, in ms; ONLINE_MS unless given, and longer for one at a port. */
  readonly onlineMs?: number | undefined;
  /** How often a board may sign in within a minute; as on the platform unless given. */
  readonly connectsPerMinute?: number | undefined;
}

/** A board that listens for calls. */
export interface Booted {
  readonly device: Device;
  /** From power-on, in ms. */
  readonly ms: number;
}

/** A stage with its cloud running. */
export interface Stage {
  readonly cloud: Cloud;
  readonly pages: BoardPages;
  /** How the board is called. */
  readonly target: CallTarget;
  /** Starts the board with this bundle, in place of the one it runs; its settings stay as they are. Rejects, with the last
   *  lines of its console, when it does not come to listen. */
  boot(bundle: string): Promise<Booted>;
  /** Ends the board and the cloud. */
  close(): Promise<void>;
}

/** What a kind of board needs beyond the cloud. */
export interface Place {
  readonly device: DeviceIdentity;
  /** device.json for a board that is to reach the cloud's port for devices. */
  settingsFor(mqttPort: number): Promise<string>;
  readonly onlineMs: number;
  /** Puts back what was changed. */
  close(): Promise<void>;
}

/** Starts the cloud and finds the board. Rejects with an error to show, and leaves nothing behind then. */
export async function openStage(options: StageOptions, screen: Screen, signal: AbortSignal): Promise<Stage> {
  const closers = createClosers();
  try {
    const { device: fresh, accessKey } = throwAway();
    const place = options.board === 'serial' ? await realStage(options, fresh, screen) : localPlace(fresh);
    closers.add(() => place.close());
    const pages = createPages({ accessKey, host: HOST });
    const { connectsPerMinute } = options;
    const cloud = await startCloudNear(
      {
        host: HOST,
        devices: [place.device],
        accessKeys: [accessKey],
        pages,
        ...(connectsPerMinute === undefined ? {} : { connectsPerMinute }),
      },
      options.ports,
    );
    closers.add(() => cloud.stop());
    closers.add(() => pages.close());
    pages.watch(cloud);
    const { productKey, deviceName } = place.device;
    const target = { endpoint: endpointOf(HOST, cloud.httpPort), device: { productKey, deviceName }, accessKey };
    const boards = createBoards(options, place, { cloud, pages }, screen, signal);
    closers.add(() => boards.stop());
    return { cloud, pages, target, boot: boards.boot, close: closers.close };
  } catch (error) {
    await closers.close().catch(() => undefined);
    throw error;
  }
}

/** A board of this computer has a throw-away identity. */
function localPlace(device: DeviceIdentity): Place {
  return {
    device,
    settingsFor: async (mqttPort) => deviceJson(device, HOST, mqttPort),
    onlineMs: ONLINE_MS,
    close: async () => undefined,
  };
}

/** The board, one after the other. */
function createBoards(
  { board, port, baud, onlineMs }: StageOptions,
  place: Place,
  { cloud, pages }: Pick<Stage, 'cloud' | 'pages'>,
  screen: Screen,
  signal: AbortSignal,
) {
  let running: { device: Device; leave: () => void } | undefined;
  let settings: string | undefined;

  async function stop(): Promise<void> {
    const { device, leave } = running ?? {};
    running = undefined;
    leave?.();
    await device?.stop();
  }

  async function boot(bundle: string): Promise<Booted> {
    settings = (running && (await settingsOf(running.device))) ?? settings ?? (await place.settingsFor(cloud.mqttPort));
    await stop();
    signal.throwIfAborted();
    const tail = createTail();
    let hear: (line: string) => unknown = tail.add;
    const listening = whenListening(cloud, place.device);
    const started = performance.now();
    const device = await openDevice(board, {
      bundle,
      port,
      baud,
      storage: { [SETTINGS]: settings },
      onLine: (line) => hear(line),
    });
    running = { device, leave: pages.bench(place.device, device) };
    await orAborted(waitOnline(listening, device.exited, onlineMs ?? place.onlineMs, tail), signal);
    // Ctrl-C goes to every process of the terminal: what a board says of it is nothing to tell.
    hear = (line) => signal.aborted || screen.console(line);
    return { device, ms: performance.now() - started };
  }
  return { boot, stop };
}

/** device.json as a board has it now, changes by SetConfig included; undefined where it does not answer. */
async function settingsOf(device: Device): Promise<string | undefined> {
  try {
    const text = unquoted(await device.evaluate(`btoa(require("Storage").read("${SETTINGS}")||"")`));
    return Buffer.from(text, 'base64').toString('utf8') || undefined;
  } catch {
    return undefined;
  }
}
