// One `npm start`, from the build to the end: whatever happens, the board and the cloud are gone afterwards.
import { loadBoard } from '../bundle/board.ts';
import { callService } from '../call/callService.ts';
import { removeSession, writeSession } from '../cloud/session.ts';
import type { Device } from '../device/device.ts';
import type { Made } from './builder.ts';
import { bundleFor } from './bundleFor.ts';
import { demonstrate, STEPS, type Step, stepsFor } from './demo.ts';
import { describeExit, orAborted } from './online.ts';
import { type Ports, USUAL_PORTS } from './ports.ts';
import type { Screen } from './screen.ts';
import { HOST, openStage, type Stage, type StageOptions } from './stage.ts';
import { tellCalls } from './tell.ts';

/** What `npm start` is asked for. */
export interface StartOptions extends StageOptions {
  /** The board's file, of board/ without .ts; the default one unless given. */
  readonly target?: string | undefined;
  /** Ends after the demonstration. */
  readonly once: boolean;
  /** Opens the page's address in a browser; not opened unless given. */
  readonly open?: ((address: string) => Promise<unknown>) | undefined;
  /** Makes the bundle; the whole build, where anything changed, unless given. */
  readonly build?: (() => Promise<Made>) | undefined;
}

/** Builds, starts the cloud and a board, demonstrates, and with `once` resolves with whether all calls were good. Otherwise
 *  it stays until `signal` is aborted, and rejects with its reason. Rejects with an error to show when anything fails. */
export async function run(options: StartOptions, screen: Screen, signal: AbortSignal): Promise<boolean> {
  const ending = new AbortController();
  const end = () => ending.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  // While it is built, the cloud starts and a board at a port is found.
  const building = (options.build ?? (() => bundleFor(options.target, screen, ending.signal)))();
  building.catch(() => undefined);
  try {
    const stage = await openStage(options, screen, ending.signal);
    try {
      const made = await orAborted(building, ending.signal);
      screen.bundle(made);
      showCloud(stage, options.ports, screen);
      return await withBoard(options, made.file, stage, screen, ending.signal);
    } finally {
      await stage.close();
    }
  } finally {
    end();
    signal.removeEventListener('abort', end);
    await building.catch(() => undefined);
  }
}

/** Shows the cloud's addresses; the usual ports are those that were not asked for. */
export function showCloud({ cloud }: Stage, asked: Partial<Ports>, screen: Screen): void {
  const ports = { mqtt: cloud.mqttPort, http: cloud.httpPort };
  const usual = { mqtt: asked.mqtt ?? USUAL_PORTS.mqtt, http: asked.http ?? USUAL_PORTS.http };
  const told = {
    mqtt: asked.mqtt === undefined ? usual.mqtt : ports.mqtt,
    http: asked.http === undefined ? usual.http : ports.http,
  };
  screen.cloud(HOST, ports, told);
}

async function withBoard(
  { board, target, once, open }: StartOptions,
  bundle: string,
  stage: Stage,
  screen: Screen,
  signal: AbortSignal,
): Promise<boolean> {
  const done = board === 'virtual' ? () => undefined : screen.busy('board', `starting ${board}`);
  const { device, ms } = await stage.boot(bundle).finally(done);
  screen.online(board, ms);
  const steps = target === undefined ? STEPS : stepsFor((await loadBoard(target)).pins);
  const call = (service: string, params: Record<string, unknown>) =>
    orAborted(callService(stage.target, service, params), signal);
  const good = await demonstrate(call, screen.call, steps);
  signal.throwIfAborted();
  if (once) {
    screen.next([], 'npm start keeps the board running; Ctrl-C ends it');
    return good;
  }
  return stay(device, stage, steps, screen, signal, open);
}

/** Stays until the board ends by itself, an error, or the signal. */
async function stay(
  device: Device,
  stage: Stage,
  steps: readonly Step[],
  screen: Screen,
  signal: AbortSignal,
  open: StartOptions['open'],
): Promise<never> {
  writeSession(stage.target);
  try {
    const stop = tellCalls(stage, screen);
    const page = pageOf(stage);
    screen.say('page', page);
    screen.next(commandsFor(steps), 'Ctrl-C ends the board and the cloud');
    await open?.(page).catch((error: Error) => screen.say('page', `no browser opened it: ${error.message}`));
    const exit = await orAborted(device.exited, signal).finally(stop);
    throw new Error(describeExit(exit));
  } finally {
    removeSession();
  }
}

/** The board page's address. */
export const pageOf = ({ cloud }: Stage): string => `http://${HOST}:${cloud.httpPort}/`;

/** Commands for another terminal, as they can be copied. */
function commandsFor([first]: readonly Step[]): string[] {
  const { service, params } = first ?? { service: 'Ping', params: {} };
  const entries = Object.entries(params);
  const isPlain = entries.every(([, value]) => /^[\w.-]+$/.test(String(value)));
  const given = isPlain ? entries.map(([name, value]) => ` ${name}=${value}`).join('') : ` '${JSON.stringify(params)}'`;
  return [`npm run call -- ${service}${given}`, 'npm run call -- --help'];
}
