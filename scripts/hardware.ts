// npm run test:hardware: the same cases on the virtual board, on the interpreter and on a board at a port.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { THEMES } from '../test/hardware/suite.ts';
import { readServices } from './bundle/services.ts';
import { BOARD_KINDS } from './device/open.ts';
import { explain } from './device/serial/problem.ts';
import { type HardwareFlags, type HardwareOptions, readFlags, UsageError } from './hardware/flags.ts';
import { toJunit } from './hardware/junit.ts';
import { openRun } from './hardware/open.ts';
import { countOf, type Facts, type Result } from './hardware/result.ts';
import { runSuite } from './hardware/run.ts';
import { withoutCase } from './hardware/suite.ts';
import { toMarkdown } from './hardware/summary.ts';
import { refuseWords } from './words.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const NAMES = THEMES.map(({ name }) => name);
const list = (one: string, all: readonly string[]): string[] => [...all, one];

const program = new Command('npm run test:hardware --')
  .description('Runs the hardware suite on a board: the same cases on each kind.')
  .addOption(new Option('--board <kind>', 'which board').choices(BOARD_KINDS).default('virtual'))
  .option('--port <port>', 'with --board serial: a serial device, tcp://host:port, or auto')
  .option('--baud <rate>', 'with --board serial: speed of the port (default: 115200)')
  .option('--loop <output:input>', 'with --board serial: a wire from an output to an input, such as led:door')
  .option('--host <address>', "with --board serial: this computer's address for the board (default: its network's)")
  .option('--yes', "with --board serial: replace the board's settings without asking; they are put back at the end")
  .option('--target <name>', 'the board to build for, a file of board/ without .ts', 'esp32-devkit-v1')
  .option('--no-build', 'take dist/firmware.js as it is')
  .option('--bundle <file>', 'take this bundle as it is')
  .option('--theme <part>', `only themes with this in their names; may be repeated: ${NAMES.join(', ')}`, list, [])
  .option('--name <pattern>', 'only cases whose name matches this regular expression')
  .option('--junit <file>', 'where the JUnit report goes (default: dist/hardware-<board>.xml)')
  .option('--summary <file>', 'where the summary goes, too')
  .addHelpText(
    'after',
    '\nExit code: 0 where nothing failed, 1 where something did, 2 for wrong use.\nExample: npm run test:hardware -- --board serial --port /dev/ttyUSB0 --loop led:door',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const stopping = new AbortController();
// The terminal and npm may both send it: a second one changes nothing, as the board's settings must go back.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

async function main(flags: HardwareFlags): Promise<boolean> {
  const options = readFlags(flags, NAMES);
  const themes = chosen(options);
  const results: Result[] = [];
  const facts: Facts = new Map();
  const tell = (result: Result): void => {
    results.push(result);
    show(result);
  };
  const started = performance.now();
  const opened = await openRun(options, flags.build, facts, (line) => console.error(pc.dim(line)), stopping.signal);
  try {
    const run = { themes, open: opened.open, boards: opened.boards, facts, tell };
    await runSuite(run, stopping.signal);
  } finally {
    await opened.close();
  }
  facts.set('time in all', `${((performance.now() - started) / 1000).toFixed(1)} s`);
  for (const name of withoutCase(
    readServices(ROOT).map((service) => service.name),
    THEMES,
  ))
    tell({ theme: 'services', name: `${name} has a case`, outcome: 'failed', why: 'no case is for it', ms: 0 });
  await report(options, facts, results);
  const count = countOf(results);
  return count.failed === 0 && results.length > 0;
}

/** The themes and cases that were asked for. Throws where there are none. */
function chosen({ themes, name }: HardwareOptions): typeof THEMES {
  const found = THEMES.filter((theme) => themes.length === 0 || themes.some((part) => theme.name.includes(part)))
    .map((theme) => ({ ...theme, cases: theme.cases.filter((one) => !name || name.test(one.name)) }))
    .filter(({ cases }) => cases.length > 0);
  if (found.length === 0) throw new UsageError(`--name: no case matches ${String(name)}`);
  return found;
}

const MARKS = { passed: pc.green('✓'), failed: pc.red('✗'), 'not seen': pc.yellow('–') };

function show({ theme, name, outcome, why, ms }: Result): void {
  const text = outcome === 'not seen' ? `not seen: ${why}` : name;
  console.log(`${MARKS[outcome]} ${pc.dim(`${theme}:`)} ${text} ${pc.dim(`${Math.round(ms)} ms`)}`);
  if (outcome === 'failed') console.log(pc.red(`  ${why?.replaceAll('\n', '\n  ')}`));
}

/** Writes the reports and prints the summary. */
async function report({ board, junit, summary }: HardwareOptions, facts: Facts, results: Result[]): Promise<void> {
  const page = toMarkdown(facts, results, NAMES);
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await write(junit, toJunit(`hardware suite on ${board}`, results, NAMES));
  if (summary !== undefined) await write(summary, page);
  console.log(`\n${page}`);
  console.log(`JUnit: ${relative('', junit)}`);
}

main(refuseWords(program).parse().opts<HardwareFlags>()).then(
  (isGood) => {
    process.exitCode = isGood ? 0 : 1;
  },
  (error: unknown) => {
    const text = stopping.signal.aborted && error === stopping.signal.reason ? 'interrupted' : explain(error);
    console.error(pc.red(`test:hardware: ${text}`));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
