// npm run provision: writes a board's settings, its secret included, without ever showing it.
import { readFile, writeFile } from 'node:fs/promises';
import input from '@inquirer/input';
import { Command, Option } from 'commander';
import { openBoard } from './device/serial/board.ts';
import { parseBaud, parseSeconds } from './device/serial/flags.ts';
import { THROTTLES, type Throttle } from './device/serial/pace.ts';
import { explain } from './device/serial/problem.ts';
import { findMapper, hasPosition, located } from './device/serial/source.ts';
import { askMissing, givenSettings, isLeft, PERSON } from './provision/ask.ts';
import { provisionBoard } from './provision/board.ts';
import { type Outcome, provisionAll, type Row, readRows } from './provision/csv.ts';
import { accepts, type Checked, checkSettings, MEMBERS } from './provision/settings.ts';
import { refuseWords } from './words.ts';

interface Flags {
  port?: string;
  baud?: string;
  throttle: Throttle;
  file?: string;
  deviceSecretFile?: string;
  wifiPasswordFile?: string;
  fromCsv?: string;
  report?: string;
  wait: string;
  restart: boolean;
  check?: boolean;
  [member: string]: unknown;
}

/** `retry.first` -> `retry-first`; the broker's port gives way to the board's. */
const flagOf = (name: string): string =>
  name === 'port' ? 'mqtt-port' : name.replace('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const keyOf = (name: string): string => flagOf(name).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Says where a secret goes that was typed as a flag: it is in the shell's history by then. */
function refuseSecret(flag: string): never {
  return program.error(
    `error: ${flag} is no flag, as a secret would stay in the shell's history: give ${flag}-file FILE, or leave it out to be asked`,
  );
}

const program: Command = new Command('npm run provision --')
  .description(
    'Writes device.json to a board, reads it back by hash, restarts the board and waits until it can be called.\nWhat is required and not given is asked for. Secrets are asked for or read from files: they are no flags.',
  )
  .option('--port <port>', 'a serial device, tcp://host:port, or auto')
  .option('--baud <rate>', 'speed of the port (default: 115200)')
  .addOption(new Option('--throttle <when>', 'send in small bursts').choices(THROTTLES).default('auto'))
  .option('--file <file>', 'settings as JSON; flags go before it');
for (const member of MEMBERS) {
  const flag = `--${flagOf(member.name)}`;
  if (!member.secret) program.option(`${flag} <value>`, `${member.does}: ${accepts(member)}`);
  else
    program.addOption(new Option(`${flag} [value]`).hideHelp()).on(`option:${flag.slice(2)}`, () => refuseSecret(flag));
}
program
  .option('--device-secret-file <file>', "a file with the device's secret alone")
  .option('--wifi-password-file <file>', "a file with the Wi-Fi's password alone")
  .option('--from-csv <file>', 'a board a row, a member a column (retry.first, wifi.ssid), and a column serialPort')
  .option('--report <file>', 'with --from-csv: write what came of each board, as JSON, board by board')
  .option('--wait <seconds>', 'how long it may take until the board can be called', '60')
  .option('--no-restart', 'only write: the settings count from the next boot')
  .option('--check', 'check the settings, and touch no board');

const interactive = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Writes one board's settings and gives its port's name. */
async function provisionOne(flags: Flags, port: string | undefined, checked: Checked): Promise<string> {
  const { throttle } = flags;
  const board = await openBoard({ port, baud: parseBaud(flags.baud), throttle, interrupt: true });
  try {
    const waitMs = flags.restart ? parseSeconds('--wait', flags.wait) * 1000 : 0;
    await provisionBoard(board, checked, waitMs, (line) => console.log(line)).catch(async (error: unknown) => {
      const map = hasPosition(String(error)) ? await findMapper(board.console).catch(() => '') : '';
      throw typeof map === 'string' ? error : located(error, map);
    });
    return board.console.port.name;
  } finally {
    await board.close();
  }
}

/** Every row of the file; true when all went well. */
async function provisionBatch(flags: Flags, base: Record<string, unknown>): Promise<boolean> {
  const file = flags.fromCsv as string;
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`there is no file ${file} to read`);
  });
  const rows = readRows(text, base);
  const ask = rows.some(({ port }) => port === undefined) && rows.length > 1;
  if (ask && !interactive()) throw new Error('without a person to change boards, each row needs its serialPort');
  if (flags.check) {
    console.log(`settings are what the board accepts: ${rows.length} of ${rows.length} rows`);
    return true;
  }
  let done: readonly Outcome[] = [];
  const outcomes = await provisionAll(
    rows,
    async (row: Row) => {
      console.log(`board    ${row.whose}, line ${row.line}`);
      if (ask && row.port === undefined) await input({ message: `plug in the board for ${row.whose} and press Enter` });
      return provisionOne(flags, row.port ?? flags.port, row.checked);
    },
    explain,
    (soFar) => {
      done = soFar;
      return writeReport(flags.report, soFar);
    },
  ).finally(() => report(done, rows.length));
  return outcomes.every(({ ok }) => ok);
}

/** Writes what came of the boards so far, where a report is wanted. */
async function writeReport(file: string | undefined, outcomes: readonly Outcome[]): Promise<void> {
  if (file === undefined) return;
  await writeFile(file, `${JSON.stringify(outcomes, null, 2)}\n`).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`--report: ${file} cannot be written (${error.code})`);
  });
}

function report(outcomes: readonly Outcome[], boards: number): void {
  for (const { device, port, ok, error } of outcomes)
    console.log(`${ok ? 'done     ' : 'failed   '}${device}${port ? ` at ${port}` : ''}${error ? `: ${error}` : ''}`);
  console.log(`boards   ${outcomes.filter(({ ok }) => ok).length} of ${boards} done`);
}

async function main(): Promise<boolean> {
  const flags = refuseWords(program, 'members go by their flags').parse().opts<Flags>();
  parseSeconds('--wait', flags.wait);
  if (flags.report !== undefined && flags.fromCsv === undefined) throw new Error('--report goes with --from-csv');
  const members = Object.fromEntries(MEMBERS.map(({ name }) => [name, flags[keyOf(name)] as string | undefined]));
  const given = await givenSettings({ ...flags, members });
  if (flags.fromCsv !== undefined) return provisionBatch(flags, given);
  const checked = checkSettings(interactive() ? await askMissing(given, PERSON) : given);
  if (flags.check) console.log('settings are what the board accepts');
  else await provisionOne(flags, flags.port, checked);
  return true;
}

main().then(
  (good) => process.exit(good ? 0 : 1),
  (error) => {
    console.error(`provision: ${isLeft(error) ? 'left at a question, and nothing was written since' : explain(error)}`);
    process.exit(isLeft(error) ? 130 : 1);
  },
);
