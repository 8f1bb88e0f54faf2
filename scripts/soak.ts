// npm run soak: does a board that is called and cut off all day long still answer right, in the same memory?
import { Command } from 'commander';
import pc from 'picocolors';
import { thousands } from './bundle/budget.ts';
import { build } from './bundle/build.ts';
import { findInterpreter } from './device/espruino.ts';
import { type SoakResult, soak } from './soak/soak.ts';

const program = new Command('npm run soak --')
  .description('Calls a board thousands of times, cuts it off in every way, and compares its memory before and after.')
  .option('--board <kind>', 'virtual or espruino (default: espruino where one is found)')
  .option('--calls <n>', 'calls to make, 1..1000000', '10000')
  .option('--reconnects <n>', 'connections to force, 0..100000', '1000')
  .option('--silent <n>', 'of these, connections without CONNACK, about 10 s each, 0..100', '3')
  .addHelpText(
    'after',
    '\nExits with 1 at a wrong answer, when the board does not come back, and when memory has grown.',
  )
  .helpOption('--help', 'show this help')
  .parse();

/** A whole number within a range, or an error that names the option. */
function whole(text: string, option: string, least: number, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most)
    throw new Error(`${option} must be a whole number, ${least}..${most}, not "${text}"`);
  return Number(text);
}

function table({ calls, reconnects, faults, memory, slowest, seconds }: SoakResult): string {
  const rows: [string, string, string][] = faults.map(({ fault, times, ms }) => [
    fault,
    thousands(times),
    `ready again after ${Math.round(ms)} ms (median)`,
  ]);
  rows.push(['reconnects', thousands(reconnects), '']);
  rows.push(['calls', thousands(calls), `all answered right, the slowest in ${Math.round(slowest)} ms`]);
  rows.push(
    memory
      ? ['JsVars', `${thousands(memory.end)}`, `${thousands(memory.start)} at the start`]
      : ['JsVars', '-', 'the virtual board does not count them'],
  );
  rows.push(['seconds', thousands(Math.round(seconds)), '']);
  const width = (at: 0 | 1): number => Math.max(...rows.map((row) => row[at].length));
  return rows.map(([a, b, c]) => `${a.padEnd(width(0))}  ${b.padStart(width(1))}  ${c}`.trimEnd()).join('\n');
}

async function main(): Promise<void> {
  const options = program.opts<{ board?: string; calls: string; reconnects: string; silent: string }>();
  const board = options.board ?? (findInterpreter() === undefined ? 'virtual' : 'espruino');
  if (board !== 'virtual' && board !== 'espruino')
    throw new Error(`--board must be virtual or espruino, not "${board}"`);
  const asked = {
    board,
    calls: whole(options.calls, '--calls', 1, 1_000_000),
    reconnects: whole(options.reconnects, '--reconnects', 0, 100_000),
    silent: whole(options.silent, '--silent', 0, 100),
  } as const;
  const { file: bundle } = await build({ budget: Number.POSITIVE_INFINITY });
  const result = await soak({
    ...asked,
    bundle,
    onProgress: ({ calls, reconnects, memory }) =>
      console.log(
        pc.dim(`${calls} calls, ${reconnects} reconnects${memory === undefined ? '' : `, ${memory} JsVars in use`}`),
      ),
  });
  console.log(table(result));
  // Not one block: both looks find the board in the same state, a fresh session and a ring of answers as long.
  const grown = result.memory ? result.memory.end - result.memory.start : 0;
  if (grown > 0) throw new Error(`memory has grown by ${grown} JsVars`);
}

try {
  await main();
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
