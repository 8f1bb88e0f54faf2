// Counting instructions: Valgrind's callgrind, or the processor's own counter by perf.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A way to count the instructions of a process. */
export interface Counter {
  readonly name: 'callgrind' | 'perf';
  /** The command that runs `executable` under it, with its result in `folder`. */
  command(executable: string, folder: string): { command: string; args: string[] };
  /** The instructions of the last run in `folder`. Throws where there is no result. */
  read(folder: string): number;
}

const OUTPUT = 'instructions';

/** Counts in a simulated processor: the same for two runs, but for about ten. */
export const callgrind: Counter = {
  name: 'callgrind',
  command: (executable, folder) => ({
    command: 'valgrind',
    // The interpreter's own thread for its input is left out: it only waits.
    args: ['--tool=callgrind', '--separate-threads=yes', `--callgrind-out-file=${join(folder, OUTPUT)}`, executable],
  }),
  read(folder) {
    const main = readdirSync(folder)
      .filter((name) => new RegExp(`^${OUTPUT}(-01)?$`).test(name))
      .sort()
      .at(-1);
    return total(main && readFileSync(join(folder, main), 'latin1'), /^(?:summary|totals): (\d+)/gm, 'callgrind');
  },
};

/** Counts on the processor itself, this process's own instructions only. */
export const perf: Counter = {
  name: 'perf',
  command: (executable, folder) => ({
    command: 'perf',
    args: ['stat', '-x', ',', '-e', 'instructions:u', '-o', join(folder, OUTPUT), executable],
  }),
  read: (folder) => total(readFileSync(join(folder, OUTPUT), 'latin1'), /^(\d+),[^,]*,instructions:u/gm, 'perf'),
};

function total(text: string | undefined, line: RegExp, tool: string): number {
  const found = [...(text ?? '').matchAll(line)].at(-1)?.[1];
  if (found === undefined) throw new Error(`${tool} wrote no count of instructions`);
  return Number(found);
}

/** The counter that works on this computer, the exact one first; undefined where there is none. */
export function findCounter(works: (command: string, args: string[]) => boolean = runs): Counter | undefined {
  if (works('valgrind', ['--version'])) return callgrind;
  if (works('perf', ['stat', '-e', 'instructions:u', 'true'])) return perf;
  return undefined;
}

function runs(command: string, args: string[]): boolean {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 && !/not supported/.test(stderr);
}
