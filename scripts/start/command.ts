// How a command that runs until Ctrl-C ends: what it started is ended first, and a second Ctrl-C changes nothing.
import pc from 'picocolors';
import { visible } from '../call/terminal.ts';

/** How long ending may take after Ctrl-C, in ms: a board at a port gets its settings back. */
const END_MS = 30_000;

/** Runs `main` until it is done or the terminal, npm or the system ends it, or nobody reads what it says, and sets the exit code: 0 where `main` resolves
 *  with true, 1 where it resolves with false or rejects. Ended from outside, it is 0 unless `finite`. */
export function runCommand(name: string, finite: boolean, main: (signal: AbortSignal) => Promise<boolean>): void {
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
    setTimeout(() => process.exit(1), END_MS).unref();
  };
  // A terminal that was closed, or a pipe whose reader has gone: what was started is still ended in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', stop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // The terminal shows ^C where the cursor is.
      if (signal === 'SIGINT' && !stopping.signal.aborted && process.stdout.isTTY) process.stdout.write('\n');
      stop();
    });
  main(stopping.signal).then(
    (good) => {
      process.exitCode = good ? 0 : 1;
    },
    (error: unknown) => {
      // Ctrl-C is how it ends, unless it was to end by itself; a prompt tells of it in its own way.
      const left = error === stopping.signal.reason || (error as Error)?.name === 'ExitPromptError';
      if (stopping.signal.aborted && (left || (error as Error)?.name === 'AbortError')) {
        process.exitCode = finite ? 1 : 0;
        return;
      }
      const text = left ? 'ended before anything was written' : error instanceof Error ? error.message : String(error);
      const plain = text.split('\n').map(visible).join('\n');
      const colours = pc.createColors(pc.isColorSupported && process.stderr.isTTY === true);
      console.error(colours.red(`${name}: ${plain}`));
      process.exitCode = 1;
    },
  );
}
