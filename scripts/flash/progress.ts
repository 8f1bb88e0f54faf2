// A progress bar where a person watches, nothing where no one does.
import cliProgress from 'cli-progress';

/** Shows how far something is. */
export interface Progress {
  /** So much of `total` is done; the first call shows the bar. */
  at(done: number, total: number): void;
  /** Takes the bar away from the line. */
  end(): void;
}

/** A bar on standard error with `what` before it; none where standard error is no terminal. */
export function createProgress(what: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  const bar = stream.isTTY
    ? new cliProgress.SingleBar(
        {
          format: `${what} {bar} {percentage} %  {value}/{total} bytes`,
          stream,
          clearOnComplete: true,
          // Ctrl-C ends the command at once, and would leave a terminal without its cursor, and with lines that do not wrap.
          hideCursor: false,
          linewrap: true,
        },
        cliProgress.Presets.shades_classic,
      )
    : undefined;
  let isShown = false;
  return {
    at(done, total) {
      if (!isShown) bar?.start(total, done);
      isShown = true;
      bar?.update(done);
    },
    end() {
      if (isShown) bar?.stop();
      isShown = false;
    },
  };
}
