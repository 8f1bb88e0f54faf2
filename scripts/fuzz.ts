// npm run fuzz: random server streams and lives of a client, for as long as you like.
import { Command } from 'commander';
import pc from 'picocolors';
import { openLook } from '../test/fuzz/closure.ts';
import { type Case, check, fuzz } from '../test/fuzz/fuzz.ts';

const program = new Command('npm run fuzz --')
  .description('Fuzzes the MQTT parser and client: mqtt-packet writes the streams and judges what comes of them.')
  .option('--seed <n>', 'where to start; the same seed runs the same cases (default: by the time of day)')
  .option('--minutes <m>', 'how long, 0.05..1440', '1')
  .option('--replay <json>', 'run one case instead, as a finding printed it')
  .addHelpText('after', '\nExample: npm run fuzz -- --seed 7 --minutes 30\nExits with 1 when anything was found.')
  .helpOption('--help', 'show this help')
  .parse();

/** A number within a range, or an error that names the option. */
function within(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new Error(`${option} must be ${least}..${most}, not "${text}"`);
  return value;
}

/** A case from its JSON, as far as it can be told without running it. */
function parseCase(text: string): Case {
  let found: Partial<Case> | undefined;
  try {
    found = JSON.parse(text);
  } catch {
    found = undefined;
  }
  if (found?.kind !== 'parser' && found?.kind !== 'client')
    throw new Error('--replay must be the JSON of a case, as a finding prints it');
  return found as Case;
}

function main(): void {
  const { seed: given, minutes, replay } = program.opts<{ seed?: string; minutes: string; replay?: string }>();
  const look = openLook();
  if (replay !== undefined) {
    const fault = check(parseCase(replay), look);
    console.log(fault === undefined ? pc.green('nothing is wrong with this case') : pc.red(fault));
    process.exitCode = fault === undefined ? 0 : 1;
    return;
  }
  const seed = given === undefined ? Date.now() % 2 ** 31 : Math.floor(within(given, '--seed', 0, 2 ** 31));
  const started = performance.now();
  const limit = within(minutes, '--minutes', 0.05, 1440) * 60_000;
  console.log(`seed ${seed}, ${minutes} min`);
  let said = started;
  const goOn = (runs: number): boolean => {
    const now = performance.now();
    if (now - said > 60_000) {
      said = now;
      console.log(pc.dim(`${runs} runs after ${Math.round((now - started) / 60_000)} min`));
    }
    return now - started < limit;
  };
  const { runs, findings } = fuzz(seed, goOn, look, ({ seed: at, fault, reproducer }) => {
    console.log(pc.red(`seed ${at}: ${fault}`));
    console.log(`  npm run fuzz -- --replay '${JSON.stringify(reproducer)}'`);
  });
  console.log(`${runs} runs from seed ${seed}, ${findings.length} findings`);
  if (findings.length > 0) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
