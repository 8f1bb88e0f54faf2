// The JsVars of a script: once it is read, once it is subscribed, and the most that a call takes.
import type { Length } from './request.ts';
import { type Ask, evaluate, type Found, good, openRig, type Rig } from './run.ts';
import type { Subject } from './subject.ts';

/** Where the script's functions are kept. */
export type Place = 'storage' | 'ram';

/** JsVars beyond those of the interpreter with nothing but the scripted server. */
export interface Memory {
  /** Once the script has been read, before it is signed in. */
  readonly loaded: number;
  /** Once it is subscribed. */
  readonly subscribed: number;
  /** The least that the board must have for a call whose text came before, after WARM_CALLS calls. */
  readonly peak: number;
  /** The same for one whose text was never seen, where it was asked for. */
  readonly peakFresh?: number;
}

/** Calls before the one whose peak is looked for: the answers that a script remembers are there by then. */
const WARM_CALLS = 20;

/** The files of a board that runs the script from there. */
export function filesFor({ storage, ram, others }: Subject, place: Place): ReadonlyMap<string, string> {
  return place === 'storage' ? storage : new Map([...others, ['ram', ram], ['.bootcde', evaluate('ram', true)]]);
}

/** What the interpreter uses with nothing but the scripted server. Throws what a run throws. */
export async function bareUse(executable: string): Promise<number> {
  const rig = await openRig(executable, new Map([['.bootcde', ';']]));
  try {
    return (await rig.run({ only: true })).loaded;
  } finally {
    await rig.close();
  }
}

/** Measures a script; `bare` is what `bareUse` gave. With `both`, calls of texts never seen, too. Throws where it does not
 *  answer with all the memory there is. */
export async function measureMemory(
  executable: string,
  subject: Subject,
  place: Place,
  bare: number,
  length: Length,
  both: boolean,
): Promise<Memory> {
  const rig = await openRig(executable, filesFor(subject, place));
  try {
    const found = await rig.run({ length, calls: 1 });
    if (!good(found) || found.subscribed === undefined) throw new Error(`${subject.name}: ${found.why}`);
    const peak = async (last: boolean) => (await leastFree(rig, { length, warm: WARM_CALLS, last }, found)) - bare;
    return {
      loaded: found.loaded - bare,
      subscribed: found.subscribed - bare,
      peak: await peak(false),
      ...(both ? { peakFresh: await peak(true) } : {}),
    };
  } finally {
    await rig.close();
  }
}

/** The fewest variables with which a call is answered: those in use before it, and the fewest free. Garbage is collected
 *  when none is free, so this is what a board must have, not what it happens to use. */
async function leastFree(rig: Rig, ask: Ask, { total, subscribed }: Found): Promise<number> {
  let low = 0;
  // What most scripts need, or all there is but some room for what this one remembers of the first calls.
  const most = total - (subscribed ?? 0) - 500;
  let high = Math.min(1000, most);
  let best = await rig.run({ ...ask, free: high });
  if (!good(best)) {
    [low, high] = [high, most];
    best = await rig.run({ ...ask, free: high });
  }
  if (!good(best)) throw new Error(`no call is answered with ${high} variables free: ${best.why}`);
  while (high - low > 2) {
    const free = Math.floor((low + high) / 2);
    const found = await rig.run({ ...ask, free });
    if (good(found)) [high, best] = [free, found];
    else low = free;
  }
  return (best.rest ?? 0) + (best.free ?? 0);
}
