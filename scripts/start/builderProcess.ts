// The process behind builder.ts: takes orders, builds, answers; ends when whoever started it is gone.
import { join } from 'node:path';
import { type BuildOptions, build } from '../bundle/build.ts';
import { type Answer, digestOf, type Order } from './builder.ts';

// Ctrl-C goes to every process of the terminal; this one is ended by the one that started it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

/** Where the compiler keeps what it knows. */
const [, , cache = ''] = process.argv;

let last: Promise<unknown> = Promise.resolve();

process.on('message', ({ id, options }: Order) => {
  last = last.then(async () => {
    const answer = await answered(id, options);
    process.send?.(answer);
  });
});

async function answered(id: number, options: BuildOptions): Promise<Answer> {
  try {
    const { file, code, map, bytes, budget, ms, warnings } = await build({
      cache: join(cache, encodeURIComponent(options.root ?? '')),
      ...options,
    });
    return { id, made: { file, bytes, budget, ms, warnings, digest: digestOf(code, map) } };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}
