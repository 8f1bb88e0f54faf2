// npm run load: what a gateway carries, with its own share of the time told apart from the board's.
import { Command } from 'commander';
import { type LoadOptions, runLoad } from './load/run.ts';
import { columns, markdown } from './load/table.ts';

const program = new Command('npm run load --')
  .description(
    'Calls devices through the cloud: how many a second at most, and p50 and p99 of their times at a steady rate below it.',
  )
  .option('--broker <which>', 'embedded, mosquitto, or the port of a broker on this computer', 'embedded')
  .option('--gateways <n>', 'clouds side by side in front of that broker, 1..8', '1')
  .option('--devices <list>', 'devices connected, 1..10000, one run each', '1,100,1000')
  .option('--concurrency <n>', 'calls under way at once, 1..500', '32')
  .option('--seconds <n>', 'length of each of the two parts of a run, 1..600', '5')
  .option('--rate <n>', 'calls a second of the steady part, 1..100000; half of the most unless given')
  .option('--board-ms <n>', 'how long a device takes over a call, 0..5000', '5')
  .option('--json', 'one JSON object a run')
  .option('--markdown', 'a Markdown table')
  .option('--no-head', 'without the first lines, to go on with a table')
  .addHelpText('after', '\nExample: npm run load -- --broker mosquitto --gateways 2\nExits with 1 when a call failed.')
  .parse();

/** A whole number within a range, or an error that names the option. */
function whole(text: string, option: string, least: number, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most)
    throw new Error(`${option} must be a whole number, ${least}..${most}, not "${text}"`);
  return Number(text);
}

function brokerOf(text: string): LoadOptions['broker'] {
  if (text === 'embedded' || text === 'mosquitto') return text;
  if (!/^\d+$/.test(text)) throw new Error(`--broker takes embedded, mosquitto or a port, not "${text}"`);
  return whole(text, '--broker', 1, 65535);
}

async function main(): Promise<void> {
  const options = program.opts<Record<string, string>>();
  const broker = brokerOf(options.broker ?? '');
  const gateways = whole(options.gateways ?? '', '--gateways', 1, 8);
  if (broker === 'embedded' && gateways > 1)
    throw new Error('--gateways: several need a broker of their own, see --broker');
  const devices = (options.devices ?? '').split(',').map((text) => whole(text, '--devices', 1, 10_000));
  const rest = {
    concurrency: whole(options.concurrency ?? '', '--concurrency', 1, 500),
    seconds: whole(options.seconds ?? '', '--seconds', 1, 600),
    boardMs: whole(options.boardMs ?? '', '--board-ms', 0, 5000),
    ...(options.rate === undefined ? {} : { rate: whole(options.rate, '--rate', 1, 100_000) }),
  };
  const json = program.getOptionValue('json') === true;
  const table = program.getOptionValue('markdown') === true ? markdown : columns;
  const fixed = { broker, gateways, ...rest };
  if (!json && program.getOptionValue('head') !== false) for (const line of table.head(fixed)) console.log(line);
  for (const count of devices) {
    const run = { ...fixed, devices: count };
    const figures = await runLoad(run);
    console.log(json ? JSON.stringify({ ...run, ...figures }) : table.line(run, figures));
    for (const { failed } of [figures.most, figures.steady]) if (Object.keys(failed).length > 0) process.exitCode = 1;
  }
}

main().catch((error: Error) => {
  console.error(`load: ${error.message}`);
  process.exitCode = 1;
});
