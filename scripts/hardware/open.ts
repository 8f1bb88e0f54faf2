// Makes ready what a run of the suite needs: the bundle, the board's data, and, at a port, the board itself.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BenchOptions, movedBy, openBench, rolesOf } from '../../test/hardware/suite.ts';
import { boardNames, loadBoard } from '../bundle/board.ts';
import { thousands } from '../bundle/budget.ts';
import { build } from '../bundle/build.ts';
import { checkInterpreter, findInterpreter } from '../device/espruino/interpreter.ts';
import { boardAddresses } from '../start/lan.ts';
import { borrow, isHere } from './borrow.ts';
import { type HardwareOptions, UsageError, usage } from './flags.ts';
import type { Facts } from './result.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/firmware.js', import.meta.url));
/** The interpreter waits for its timers more than it works: two of them are as good as one twice as fast. */
const BOARDS = { virtual: 2, espruino: 2, serial: 1 } as const;

/** What a run needs. */
export interface OpenRun {
  /** How many boards may be opened. */
  readonly boards: number;
  open(signal: AbortSignal): ReturnType<typeof openBench>;
  /** Puts back what was changed. */
  close(): Promise<void>;
}

/** Makes it ready; `say` gets a line for each step. Rejects with an error to show, with nothing changed on a board. */
export async function openRun(
  options: HardwareOptions,
  isToBuild: boolean,
  facts: Facts,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<OpenRun> {
  const { board: kind, target, loop, baud } = options;
  const names = await boardNames();
  if (!names.includes(target)) throw new UsageError(`--target takes ${names.join(', ')}, not "${target}"`);
  const data = await loadBoard(target);
  const roles = usage(() => rolesOf(data, loop));
  if (kind === 'espruino') checkInterpreter(findInterpreter());
  facts.set('board', `${kind}: ${data.name}`);
  const base = { kind, data, loop, baud };
  const borrowed = kind === 'serial' ? await borrowBoard() : undefined;
  signal.throwIfAborted();
  const bundle = options.bundle ?? (isToBuild ? await built(target) : BUNDLE);
  if (!existsSync(bundle)) throw new Error('there is no dist/firmware.js: npm run build');
  facts.set('bundle', `${thousands((await stat(bundle)).size)} bytes`);
  const bench: BenchOptions = { ...base, bundle, ...borrowed?.options };
  return {
    boards: BOARDS[kind],
    open: (ending) => openBench(bench, ending),
    close: async () => borrowed?.giveBack(),
  };

  async function borrowBoard() {
    const moved = movedBy(roles);
    const found = await borrow({
      port: options.port,
      baud,
      uses: moved.length > 0 ? [`these outputs are moved: ${moved.join(', ')}`] : [],
      consent: options.consent,
    });
    say(`board    ${found.what}`);
    facts.set('port', found.port);
    const host = options.host ?? (isHere(found.port) ? '127.0.0.1' : boardAddresses()[0]);
    if (host === undefined)
      throw new Error('this computer has no address that a board could reach: join its network, or give --host');
    const { port, settings, keep } = found;
    return { options: { port, host, settings, onWrite: keep }, giveBack: found.giveBack };
  }
}

/** Builds the bundle for a board. Its budget is for `npm run build` to hold. */
async function built(target: string): Promise<string> {
  return (await build({ target, budget: Number.POSITIVE_INFINITY })).file;
}
