// Instructions of one call: the slope between a run of some calls and one of more, so that booting falls out.
import type { Counter } from './count.ts';
import { filesFor } from './memory.ts';
import type { Length } from './request.ts';
import { good, openRig } from './run.ts';
import type { Subject } from './subject.ts';

/** Calls before those that count, in which a script may learn; of the shorter run, and of the longer one. */
const WARM = 10;
const FEW = 10;
const MANY = 50;

/** What to send. */
export interface Sent {
  readonly length: Length;
  /** Every request has a text of its own. Default false. */
  readonly fresh?: boolean;
  /** The script answers none. Default false. */
  readonly silent?: boolean;
}

/** Instructions of one call, the scripted server's own share included. Throws where a call is not answered right. */
export async function instructionsPerCall(
  executable: string,
  subject: Subject,
  counter: Counter,
  { length, fresh = false, silent = false }: Sent,
): Promise<number> {
  // From RAM: to read a script in Storage, a build for Linux reads a file each time, as no board does.
  const rig = await openRig(executable, filesFor(subject, 'ram'), true);
  try {
    const count = async (calls: number): Promise<number> => {
      const found = await rig.run({ length, warm: WARM, calls, fresh, silent }, counter);
      if (found.instructions === undefined || !(good(found) || (silent && found.why === 'done')))
        throw new Error(`${subject.name}: ${found.why}, ${found.answers} of ${found.calls} calls answered`);
      return found.instructions;
    };
    const few = await count(FEW);
    return Math.round(((await count(MANY)) - few) / (MANY - FEW));
  } finally {
    await rig.close();
  }
}
