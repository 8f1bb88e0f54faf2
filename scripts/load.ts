// npm run load: what a gateway carries, with its own share of the time told apart from the board's.
import { Command } from 'commander';
import { thousands } from './bundle/budget.ts';
import type { Figures } from './load/figures.ts';
import { type LoadOptions, runLoad } from './load/run.ts';

const program = new Command('npm run load --')
  .description(
    'Calls devices through the cloud as fast as they answer: calls a second, and p50 and p99 of their times.',
  )
  .option('--broker <which>', 'embedded, mosquitto, or the port of a broker on this computer', 'embedded')
  .option('--gateways <n>', 'clouds side by side in front of that broker, 1..8', '1')
  .option('--devices <list>', 'devices connected, 1..10000, one run each', '1,100,1000')
  .option('--concurrency <n>', 'calls under way at once, 1..500', '32')
  .option('--seconds <n>', 'length of each run, 1..600', '5')
  .option('--board-ms <n>', 'how long a device takes over a call, 0..5000', '5')
  .option('--json', 'one JSON object a run')
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

function line(devices: number, { calls, perSecond, total, gateway, board, failed }: Figures): string {
  const ms = ({ p50, p99 }: { p50: number; p99: number }) =>
    `${p50.toFixed(1).padStart(7)} ${p99.toFixed(1).padStart(7)}`;
  const wrong = Object.entries(failed).map(([why, times]) => ` ${times} x ${why}`);
  const counts = [thousands(devices), thousands(calls), thousands(Math.round(perSecond))].map((text) =>
    text.padStart(9),
  );
  return `${counts.join('')}  ${ms(total)}  ${ms(gateway)}  ${ms(board)}${wrong.join(',')}`;
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
  };
  const json = program.getOptionValue('json') === true;
  if (!json) {
    console.log(
      `${broker}, ${gateways} gateway${gateways > 1 ? 's' : ''}, ${rest.concurrency} calls at once; times in ms`,
    );
    console.log('  devices    calls calls/s    all p50     p99  gateway p50  p99  board p50    p99');
  }
  for (const count of devices) {
    const figures = await runLoad({ broker, gateways, devices: count, ...rest });
    console.log(
      json ? JSON.stringify({ broker, gateways, devices: count, ...rest, ...figures }) : line(count, figures),
    );
    if (Object.keys(figures.failed).length > 0) process.exitCode = 1;
  }
}

main().catch((error: Error) => {
  console.error(`load: ${error.message}`);
  process.exitCode = 1;
});
