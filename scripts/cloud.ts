// npm run cloud: the local cloud alone, for a board or a backend that runs elsewhere on this computer.
import { Command } from 'commander';
import { type Cloud, startCloud } from './cloud/cloud.ts';
import { readDevices } from './cloud/devicesFile.ts';
import { type PlayedDevice, play, readPlay } from './cloud/double/play.ts';
import { keepSeen } from './cloud/double/seen.ts';
import { parseAccessKey, parseDevice, parsePort } from './cloud/flags.ts';
import { parseBroker } from './cloud/gateway/address.ts';
import { CONNECTS_PER_MINUTE } from './cloud/limits.ts';
import { tellAll } from './cloud/lines.ts';
import { keptCertificate, readCertificate } from './cloud/mqtt/certificate.ts';
import { createPages, pageAddress } from './cloud/page/page.ts';
import { CERTIFICATE_FOLDER } from './cloud/places.ts';
import { endpointOf, removeSession, writeSession } from './cloud/session.ts';
import { chooseStore } from './cloud/store/choose.ts';
import { firstDevice } from './cloud/store/firstDevice.ts';

const each = (value: string, list: string[] = []) => [...list, value];

const program = new Command(process.env.RRPC_COMMAND ?? 'npm run cloud --')
  .description('Runs the local cloud: an MQTT broker for devices and the API that @alicloud/iot20180120 calls.')
  .option('--mqtt <port>', 'port for devices, 0 for a free one', '1883')
  .option('--tls <port>', 'port for devices over TLS too, 0 for a free one')
  .option('--tls-cert <file>', "the TLS port's certificate, PEM; one of its own in .cache/tls unless given")
  .option('--tls-key <file>', "the certificate's private key, PEM")
  .option('--websocket <port>', 'port for devices over WebSocket too, 0 for a free one')
  .option('--broker <address>', 'devices are at this broker, mqtt://user@host:port; password: RRPC_BROKER_PASSWORD')
  .option('--hook <port>', 'with --broker: where it may ask by HTTP who signs in, 0 for a free one')
  .option('--http <port>', 'port for the API, 0 for a free one', '8080')
  .option('--host <address>', 'address to listen on; beyond loopback the page asks for an access key', '127.0.0.1')
  .option('--mqtt-host <address>', "address for devices and the hook; --host's unless given")
  .option(
    '--device <productKey,deviceName,secret>',
    'a device that may sign in, besides those of the store; repeatable',
    each,
  )
  .option('--devices <file>', 'a CSV file of such devices; its first line names productKey, deviceName, deviceSecret')
  .option('--play <file>', 'devices that the cloud plays itself, scripted in JSON: for the tests of a backend')
  .option('--seen <file>', 'writes every call, publish and refusal to this file, as JSON lines')
  .option('--access-key <id,secret>', 'a key that may call the API; repeatable; RRPC_ACCESS_KEY unless given', each)
  .option('--store <folder>', 'where devices, values, events and calls are kept; .cache/cloud unless given')
  .option('--memory', 'keep nothing beyond its own end')
  .option('--strict', 'push only to devices that subscribed')
  .option('--offline-as <form>', 'how RRpc tells a silent device: rrpcCode or errorCode', 'rrpcCode')
  .option('--result-as <form>', "what Data.Result holds: the reply's data, or the whole reply", 'data')
  .option('--connects <n>', 'CONNECTs of one device in a minute, 0 for no limit', String(CONNECTS_PER_MINUTE))
  .option('--quiet', 'no line for each event')
  .option(
    '--rates <which>',
    'messages of one device a second: platform (30 up, 10 at QoS 1, 50 down) or none',
    'platform',
  )
  .addHelpText(
    'after',
    '\nExample: npm run cloud -- --mqtt 1883 --http 8080 --device a1Bcd,lamp,SECRET --access-key me,SECRET',
  )
  .parse();

async function main(): Promise<void> {
  const flags = program.opts<Record<string, string>>();
  const devices = (program.getOptionValue('device') as string[] | undefined)?.map(parseDevice) ?? [];
  if (flags.devices !== undefined) devices.push(...readDevices(flags.devices));
  const played = flags.play === undefined ? [] : readPlay(flags.play);
  devices.push(...played.map(({ identity }) => identity));
  if (played.length > 0 && flags.broker !== undefined)
    throw new Error("--play's devices are at the cloud's own broker: leave --broker out");
  const { RRPC_ACCESS_KEY: kept } = process.env;
  const accessKeys = ((program.getOptionValue('accessKey') as string[] | undefined) ?? (kept ? [kept] : [])).map(
    parseAccessKey,
  );
  const [accessKey] = accessKeys;
  if (!accessKey) throw new Error('give at least one --access-key id,secret, or the variable RRPC_ACCESS_KEY');
  const { host = '127.0.0.1', mqttHost = host } = flags;
  const memory = program.getOptionValue('memory') === true;
  const { store, notice } = await chooseStore({ memory, folder: flags.store });
  const pages = createPages({ accessKey, host });
  const cloud = await startCloud({
    host,
    mqttHost,
    store,
    mqttPort: parsePort(flags.mqtt ?? '', '--mqtt'),
    httpPort: parsePort(flags.http ?? '', '--http'),
    devices,
    accessKeys,
    pages,
    ...(await doors(flags, mqttHost)),
    rates: oneOf(flags.rates, '--rates', ['platform', 'none'] as const),
    strict: program.getOptionValue('strict') === true,
    offlineAs: oneOf(flags.offlineAs, '--offline-as', ['rrpcCode', 'errorCode'] as const),
    resultAs: oneOf(flags.resultAs, '--result-as', ['data', 'reply'] as const),
    connectsPerMinute: connects(flags.connects ?? ''),
  });
  pages.watch(cloud);
  const doubles = await startDoubles(cloud, played, mqttHost, flags.seen).catch(async (error: Error) => {
    pages.close();
    await cloud.stop();
    throw error;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      pages.close();
      doubles
        .leave()
        .then(() => cloud.stop())
        .then(doubles.endSeen)
        .then(() => process.exit(0));
    });
  const device = devices[0] ?? firstDevice(cloud.store);
  const called = device && { productKey: device.productKey, deviceName: device.deviceName };
  writeSession({ endpoint: endpointOf(host, cloud.httpPort), ...(called && { device: called }), accessKey });
  process.once('exit', () => removeSession());
  console.log(`cloud ready ${portsOf(cloud)}`);
  if (notice !== undefined) console.log(`store    ${notice}`);
  if (!device)
    console.log(
      'devices  none yet: RegisterDevice adds one, or --device productKey,deviceName,secret at the next start',
    );
  const isQuiet = program.getOptionValue('quiet') === true;
  if (!isQuiet) console.log(`page     ${pageAddress(host, cloud.httpPort)}`);
  if (!isQuiet) tellAll(cloud, (line) => console.log(line));
}

/** The devices of --play and the file of --seen. */
async function startDoubles(cloud: Cloud, played: readonly PlayedDevice[], host: string, file: string | undefined) {
  const endSeen = file === undefined ? () => {} : keepSeen(cloud, file, (line) => console.error(line));
  const players = await play(played, cloud, host);
  return { endSeen, leave: () => Promise.all(players.map((player) => player.disconnect())) };
}

/** The flags that say by which ways devices come in, at `host`. */
async function doors(flags: Record<string, string>, host: string) {
  const port = (name: string, flag: string) => (flags[name] === undefined ? undefined : parsePort(flags[name], flag));
  const [tlsPort, webSocketPort, hookPort] = [
    port('tls', '--tls'),
    port('websocket', '--websocket'),
    port('hook', '--hook'),
  ];
  const { tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new Error('give --tls-cert and --tls-key together');
  if (tlsCert !== undefined && tlsPort === undefined) throw new Error('--tls-cert is for the port that --tls opens');
  const other = flags.broker === undefined ? undefined : parseBroker(flags.broker, process.env.RRPC_BROKER_PASSWORD);
  if (other && (tlsPort ?? webSocketPort) !== undefined)
    throw new Error('--broker has its own ports: leave --tls and --websocket out');
  if (!other && hookPort !== undefined) throw new Error('--hook is for the broker that --broker names');
  const certificate =
    tlsPort === undefined
      ? undefined
      : tlsCert !== undefined && tlsKey !== undefined
        ? readCertificate(tlsCert, tlsKey)
        : await keptCertificate(CERTIFICATE_FOLDER, host);
  return {
    ...(tlsPort === undefined ? {} : { tlsPort }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(webSocketPort === undefined ? {} : { webSocketPort }),
    ...(hookPort === undefined ? {} : { hookPort }),
    ...(other === undefined ? {} : { broker: other }),
  };
}

/** The ports as `name=port`: a program that starts the cloud reads them. */
function portsOf({ mqttPort, tlsPort, webSocketPort, httpPort, hookPort }: Cloud): string {
  const ports = { mqtt: mqttPort, http: httpPort, tls: tlsPort, websocket: webSocketPort, hook: hookPort };
  return Object.entries(ports)
    .flatMap(([name, port]) => (port === undefined ? [] : [`${name}=${port}`]))
    .join(' ');
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
