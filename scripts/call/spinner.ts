// A spinner while a person waits, and only then.
import yoctoSpinner from 'yocto-spinner';
import { isWatched } from './terminal.ts';

/** A call that is answered sooner than this, in ms, needs no spinner. */
const PATIENCE_MS = 150;

/** Shows `text` on standard error while `work` goes on, where a person watches. */
export async function spinning<T>(text: string, isOn: boolean, work: () => Promise<T>): Promise<T> {
  if (!isOn || !isWatched(process.stderr, process.env)) return work();
  const spinner = yoctoSpinner({ text, handleSignals: false });
  const timer = setTimeout(() => spinner.start(), PATIENCE_MS);
  // It hides the cursor: however the process ends, the cursor comes back.
  const stop = () => {
    clearTimeout(timer);
    if (spinner.isSpinning) spinner.stop();
  };
  process.once('exit', stop);
  try {
    return await work();
  } finally {
    process.off('exit', stop);
    stop();
  }
}
