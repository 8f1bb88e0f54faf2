// One run of the interpreter with a script and the scripted server: what was asked, and what came of it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeStorage } from '../device/espruino/flash.ts';
import { type Interpreter, startInterpreter } from '../device/espruino/process.ts';
import type { Counter } from './count.ts';
import { type Length, pieces } from './request.ts';

/** What a run is to do. */
export interface Ask {
  /** Requests of which length. Default: full. */
  readonly length?: Length;
  /** Calls before those that count, all of two texts. Default 0. */
  readonly warm?: number;
  /** Calls that count, and whether each has a text of its own. Default 0, and false. */
  readonly calls?: number;
  readonly fresh?: boolean;
  /** One call more, with only so many variables free, and whether its text was never seen. Default: none. */
  readonly free?: number;
  readonly last?: boolean;
  /** Only loads the script. */
  readonly only?: boolean;
  /** The script does not answer: the next request comes all the same. */
  readonly silent?: boolean;
}

/** What a run found. */
export interface Found {
  /** JsVars in use once the script has been read, once it is subscribed, and before the last call. */
  readonly loaded: number;
  readonly subscribed?: number;
  readonly rest?: number;
  /** How many were free for the last call. */
  readonly free?: number;
  /** More was taken from the system for the last call than the interpreter had. */
  readonly grown?: boolean;
  /** All that the interpreter has. */
  readonly total: number;
  /** Calls made, answers written, and answers other than code 200. */
  readonly calls: number;
  readonly answers: number;
  readonly wrong: number;
  /** 'done', or what went wrong. */
  readonly why: string;
  /** The interpreter ran out of memory on the way. */
  readonly outOfMemory: boolean;
  /** Instructions of the whole run, where they were counted. */
  readonly instructions?: number;
}

/** A board with a script on it. */
export interface Rig {
  /** Starts the interpreter anew. Throws, with its last words, where it says nothing within its time. */
  run(ask: Ask, counter?: Counter): Promise<Found>;
  /** Takes its folder away. */
  close(): Promise<void>;
}

/** How long a run may take, in ms, and how long with a counter. */
const LIMIT_MS = 30_000;
const COUNTED_LIMIT_MS = 300_000;
/** How long a script may take to subscribe, in ms. */
const PATIENCE_MS = 5000;
const MARK = '\x01';

/** Whether all went well: every call answered, with code 200, and memory enough. */
export function good(found: Found): boolean {
  return (
    found.why === 'done' && found.wrong === 0 && found.answers === found.calls && !found.outOfMemory && !found.grown
  );
}

/** Runs what stands in Storage under a name, its functions kept there, or copied to RAM: what is joined to a string is a
 *  copy. */
export function evaluate(name: string, inRam: boolean): string {
  return `eval(${inRam ? '""+' : ''}require("Storage").read(${JSON.stringify(name)}));`;
}

/** Puts files, `.bootcde` among them, into the Storage of a board of its own. The scripted server runs from Storage too,
 *  where it takes the least memory, unless it is to be in RAM. */
export async function openRig(executable: string, files: ReadonlyMap<string, string>, inRam = false): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const driver = await readFile(new URL('./interpreter/driver.js', import.meta.url), 'latin1');
  const all = new Map([['driver', driver], ['.boot0', evaluate('driver', inRam)], ...files]);
  try {
    const bytes = new Map([...all].map(([name, text]) => [name, Buffer.from(text, 'latin1')] as const));
    await writeStorage(executable, folder, bytes);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    run: (ask, counter) => run(executable, folder, ask, counter),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function run(executable: string, folder: string, ask: Ask, counter?: Counter): Promise<Found> {
  await writeFile(
    join(folder, 'ask.json'),
    JSON.stringify({
      ...pieces(ask.length ?? 'full'),
      warm: ask.warm ?? 0,
      calls: ask.calls ?? 0,
      kind: ask.fresh ? 1 : 0,
      free: ask.free ?? -1,
      last: ask.last ? 1 : 0,
      only: ask.only ?? false,
      silent: ask.silent ?? false,
      reply: '"code":200',
      patience: PATIENCE_MS * (counter ? 20 : 1),
    }),
    // Its strings are bytes of packets.
    'latin1',
  );
  const lines: string[] = [];
  const { command, args } = counter?.command(executable, folder) ?? { command: executable, args: [] };
  let outOfMemory = false;
  const interpreter: Interpreter = await startInterpreter(command, folder, args, (line) => {
    lines.push(line);
    if (!line.includes('OUT OF MEMORY')) return;
    // What was running is cut off, the scripted server perhaps with it: there is nothing to wait for.
    outOfMemory = true;
    void interpreter?.kill();
  });
  const limit = setTimeout(() => void interpreter.kill(), counter ? COUNTED_LIMIT_MS : LIMIT_MS);
  await interpreter.ended;
  clearTimeout(limit);
  const said = lines.find((line) => line.includes(MARK));
  if (said === undefined) {
    const nothing = { loaded: 0, total: 0, calls: 0, answers: 0, wrong: 0 };
    if (outOfMemory) return { ...nothing, why: 'out of memory', outOfMemory };
    throw new Error(`the interpreter did not finish: ${lines.slice(-3).join(' ') || 'it said nothing'}`);
  }
  const found = JSON.parse(said.slice(said.indexOf(MARK) + 1)) as Omit<Found, 'outOfMemory'>;
  const instructions = counter && (await counter.read(folder));
  return { ...found, outOfMemory, ...(instructions === undefined ? {} : { instructions }) };
}
