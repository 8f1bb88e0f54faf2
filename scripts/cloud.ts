// npm run cloud: the local cloud alone, for a board or a backend that runs elsewhere on this computer.
import { Command } from 'commander';
import { startCloud } from './cloud/cloud.ts';
import { parseAccessKey, parseDevice, parsePort } from './cloud/flags.ts';
import { CONNECTS_PER_MINUTE } from './cloud/limits.ts';
import { tellAll } from './cloud/lines.ts';
import { endpointOf, removeSession, writeSession } from './cloud/session.ts';

const each = (value: string, list: string[] = []) => [...list, value];

const program = new Command('npm run cloud --')
  .description('Runs the local cloud: an MQTT broker for devices and the API that @alicloud/iot20180120 calls.')
  .option('--mqtt <port>', 'port for devices, 0 for a free one', '1883')
  .option('--http <port>', 'port for the API, 0 for a free one', '8080')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--device <productKey,deviceName,secret>', 'a device that may sign in; repeatable', each)
  .option('--access-key <id,secret>', 'a key that may call the API; repeatable', each)
  .option('--strict', 'push only to devices that subscribed')
  .option('--offline-as <form>', 'how RRpc tells a silent device: rrpcCode or errorCode', 'rrpcCode')
  .option('--result-as <form>', "what Data.Result holds: the reply's data, or the whole reply", 'data')
  .option('--connects <n>', 'CONNECTs of one device in a minute, 0 for no limit', String(CONNECTS_PER_MINUTE))
  .addHelpText(
    'after',
    '\nExample: npm run cloud -- --mqtt 1883 --http 8080 --device a1Bcd,lamp,SECRET --access-key me,SECRET',
  )
  .parse();

async function main(): Promise<void> {
  const flags = program.opts<Record<string, string>>();
  const devices = (program.getOptionValue('device') as string[] | undefined)?.map(parseDevice) ?? [];
  const accessKeys = (program.getOptionValue('accessKey') as string[] | undefined)?.map(parseAccessKey) ?? [];
  const [device] = devices;
  const [accessKey] = accessKeys;
  if (!device) throw new Error('give at least one --device productKey,deviceName,deviceSecret');
  if (!accessKey) throw new Error('give at least one --access-key id,secret');
  const { host = '127.0.0.1' } = flags;
  const cloud = await startCloud({
    host,
    mqttPort: parsePort(flags.mqtt ?? '', '--mqtt'),
    httpPort: parsePort(flags.http ?? '', '--http'),
    devices,
    accessKeys,
    strict: program.getOptionValue('strict') === true,
    offlineAs: oneOf(flags.offlineAs, '--offline-as', ['rrpcCode', 'errorCode'] as const),
    resultAs: oneOf(flags.resultAs, '--result-as', ['data', 'reply'] as const),
    connectsPerMinute: connects(flags.connects ?? ''),
  });
  const { productKey, deviceName } = device;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      cloud.stop().then(() => process.exit(0));
    });
  writeSession({ endpoint: endpointOf(host, cloud.httpPort), device: { productKey, deviceName }, accessKey });
  process.once('exit', () => removeSession());
  console.log(`cloud ready mqtt=${cloud.mqttPort} http=${cloud.httpPort}`);
  tellAll(cloud, (line) => console.log(line));
}

function oneOf<T extends string>(text: string | undefined, flag: string, accepted: readonly T[]): T {
  const found = accepted.find((one) => one === text);
  if (!found) throw new Error(`${flag} takes ${accepted.join(' or ')}, not "${text}"`);
  return found;
}

function connects(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`--connects takes a number, 0 for no limit, not "${text}"`);
  return Number(text) || Number.POSITIVE_INFINITY;
}

main().catch((error: Error) => {
  console.error(`cloud: ${error.message}`);
  process.exitCode = 1;
});
