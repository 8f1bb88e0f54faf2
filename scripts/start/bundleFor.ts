// The bundle for one start: as it was kept, or built in a process of its own.
import { createBuilder, type Made } from './builder.ts';
import { keptOrBuilt } from './kept.ts';
import { orAborted } from './online.ts';
import type { Screen } from './screen.ts';

/** The bundle of a board, built only where its sources changed since it was built last. Rejects with the build's problem, and
 *  with the signal's reason; nothing of the build is left then. */
export function bundleFor(
  target: string | undefined,
  screen: Pick<Screen, 'busy'>,
  signal: AbortSignal,
): Promise<Made & { readonly kept: boolean }> {
  return keptOrBuilt(target, async () => {
    signal.throwIfAborted();
    const builder = createBuilder();
    const done = screen.busy('bundle', `building dist/firmware.js${target === undefined ? '' : ` for ${target}`}`);
    try {
      return await orAborted(builder.build({ target }), signal);
    } finally {
      done();
      await builder.stop();
    }
  });
}
