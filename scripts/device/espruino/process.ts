/** The interpreter's process: started in a folder of its own, its input kept open, its output cut into lines. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createLineCutter } from '../listeners.ts';

/** The interpreter ends at this character. */
const CTRL_D = '\\004';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running interpreter. */
export interface Interpreter {
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends it at once and resolves when it is gone. */
  kill(): Promise<void>;
}

/** What the console's line editor adds to a line: carriage returns, prompts, colours, cursor moves. */
export function cleanLine(line: string): string {
  const moves = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
  return line.replaceAll('\r', '').replace(moves, '');
}

/** Starts the interpreter in `folder`, where its flash file is, with `args`. Rejects when it cannot be started. */
export async function startInterpreter(
  executable: string,
  folder: string,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<Interpreter> {
  // At the end of its input the interpreter spins for ever, and it ignores SIGTERM. The feeder keeps the input
  // open and, should this process die, says Ctrl-D, at which the interpreter exits.
  const feeder = spawn('sh', ['-c', `cat; printf '${CTRL_D}'`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const child = spawn(executable, args, { cwd: folder, stdio: [feeder.stdout, 'pipe', 'ignore'] });
  feeder.stdout.destroy();
  feeder.stdin.on('error', () => undefined);
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  void ended.then(() => feeder.stdin.end());
  child.stdout?.setEncoding('latin1');
  child.stdout?.on(
    'data',
    createLineCutter((line) => onLine(cleanLine(line))),
  );
  try {
    await once(child, 'spawn');
  } catch (error) {
    feeder.stdin.end();
    throw new Error(`${executable} cannot be started: ${error instanceof Error ? error.message : String(error)}`);
  }
  return {
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
