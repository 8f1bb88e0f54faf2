// Work on a board that restarts by itself again and again: it is noticed, and its program is stopped.
import { setTimeout as sleep } from 'node:timers/promises';
import { ANSWER_LIMIT_MS, type Console } from './console.ts';
import { BoardError } from './problem.ts';

/** A global that a restart takes away; no name that anyone types. */
const MARK = 'global["\\xfd"]';
/** How long one question may take while the board restarts, in ms. */
const QUESTION_LIMIT_MS = 1_000;
/** Milliseconds until the board's reset: the answer must be out before it. */
const RESET_AFTER_MS = 20;
/** How long the reset may take, in ms. */
const RESET_MS = 300;
/** How often the board's program is stopped. */
const STOPS = 3;

/** Whether the board has restarted since `steadily` began its work. */
export type HasRestarted = () => Promise<boolean>;

/** Does `work`. Where it fails and the board has restarted meanwhile, which nobody asked it to, its program is stopped by
 *  `reset()`, which leaves its flash as it is, and `work` is done again. Rejects as `work` does; for a board that cannot be
 *  stopped, the message says so. `wait` passes the time of a reset. */
export async function steadily<T>(
  console: Pick<Console, 'port' | 'evaluate'>,
  work: (hasRestarted: HasRestarted) => Promise<T>,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  let isGone = false;
  void console.port.closed.then(() => {
    isGone = true;
  });
  /** Asks until the board answers: it does now and then between two restarts. */
  async function insist(expression: string): Promise<string | undefined> {
    for (const until = Date.now() + ANSWER_LIMIT_MS; !isGone && Date.now() < until; ) {
      const answer = await console.evaluate(expression, QUESTION_LIMIT_MS).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }
  const hasRestarted = async (): Promise<boolean> => (await insist(MARK)) === 'undefined';
  for (let stops = 0; ; stops++) {
    await insist(`(${MARK}=1)`);
    try {
      return await work(hasRestarted);
    } catch (error) {
      if (!(await hasRestarted())) throw error;
      if (stops === STOPS) throw endless(error);
      await insist(`(setTimeout("reset()",${RESET_AFTER_MS}),1)`);
      await wait(RESET_MS);
    }
  }
}

function endless(error: unknown): unknown {
  if (!(error instanceof BoardError)) return error;
  return new BoardError(
    error.step,
    `${error.message} It restarts by itself again and again: erase its flash by npm run flash with --firmware and --erase`,
  );
}
