// The command line of `npm run call`, read and checked.
import { Command } from 'commander';
import { durationOf, parseTimeout } from './request.ts';

/** The command line. */
export interface CommandLine {
  readonly service: string | undefined;
  /** What was typed after the service. */
  readonly words: readonly string[];
  readonly devices: readonly string[];
  readonly ports: readonly string[];
  readonly endpoint?: string;
  readonly accessKey?: string;
  readonly region?: string;
  readonly instance?: string;
  readonly productKey?: string;
  readonly all: boolean;
  readonly baud?: string;
  /** In ms. */
  readonly timeout?: number;
  readonly rrpc: boolean;
  readonly topic?: string;
  readonly json: boolean;
  /** In ms. */
  readonly watch?: number;
  readonly repeat?: number;
  readonly list: boolean;
  readonly pins: boolean;
  readonly completion?: string;
  readonly help: boolean;
}

/** The options, for the help and for the shell's completion. */
export function createCommand(): Command {
  const collect = (value: string, all: readonly string[] = []) => [...all, value];
  return new Command('npm run call --')
    .description("Calls a device's service and prints the answer's JSON. Exits 0 when its code is 200, 1 otherwise.")
    .argument('[service]', 'the service, SetPin for instance; with --topic alone, the message itself')
    .argument('[parameters...]', 'key=value each, pin=led value=1 for instance; or one JSON object')
    .option('--list', 'list the services of the board in reach; so does no service at all')
    .option('--pins', 'list its pins')
    .option('--device <productKey,deviceName>', 'the device [RRPC_DEVICE]; repeat it for many', collect)
    .option('--all', 'every device of the product that is online')
    .option('--product-key <key>', "with --all: the product; --device's, or the running cloud's, unless given")
    .option('--endpoint <host:port>', 'the API, or its URL [RRPC_ENDPOINT]')
    .option('--access-key <id,secret>', 'who calls; the variable keeps it out of the process list [RRPC_ACCESS_KEY]')
    .option('--region <region>', 'region of the real cloud, cn-shanghai for instance')
    .option('--instance <id>', 'instance of the real cloud (IotInstanceId)')
    .option('--port <port>', "by a board's serial port, without any cloud: a device, tcp://host:port, or auto", collect)
    .option('--baud <rate>', 'with --port: its speed (default: 115200)')
    .option('--timeout <ms>', 'how long to wait for the answer, 1000..8000')
    .option('--rrpc', 'use RRpc in place of InvokeThingService')
    .option('--topic <topic>', 'use RRpc on a custom topic; user/get means /productKey/deviceName/user/get')
    .option('--repeat <n>', 'call n times, 1..1000000, and sum up: p50, p99, failures')
    .option('--watch <time>', 'call again every 1s, 500ms or 1m, in place on a terminal, until Ctrl-C')
    .option('--json', 'one JSON object a line: device, code, data, message, ms')
    .option('--completion <shell>', 'print a script that completes services, parameters and pins: bash, zsh or fish')
    .option('-h, --help', 'show this help; after a service, what it accepts')
    .helpOption(false)
    .addHelpText(
      'after',
      `
Where nothing says otherwise, the cloud that npm start or npm run cloud runs on this computer is called.

Examples:
  npm run call -- SetPin pin=led value=1
  npm run call -- SetPin '{"pin":"led","value":1}'
  npm run call -- --watch 1s GetPin pin=button
  npm run call -- --device a1Bcd,lamp --device a1Bcd,door Ping
  npm run call -- --rrpc --timeout 2000 GetPin pin=led
  npm run call -- --topic user/get 'any text'
  npm run call -- --port /dev/ttyUSB0 SetPin pin=led value=1
  eval "$(npm run -s call -- --completion bash)"`,
    );
}

/** Reads what `command` has parsed. Throws an error that names the flag and what it accepts. */
export function readFlags(command: Command): CommandLine {
  const { device = [], port = [], timeout, watch, repeat, ...flags } = command.opts();
  const [service, ...words] = command.args;
  const line: CommandLine = {
    service,
    words,
    devices: device,
    ports: port,
    all: false,
    rrpc: false,
    json: false,
    list: false,
    pins: false,
    help: false,
    ...flags,
    ...(timeout === undefined ? {} : { timeout: parseTimeout(timeout) }),
    ...(watch === undefined ? {} : { watch: durationOf(watch, '--watch') }),
    ...(repeat === undefined ? {} : { repeat: countOf(repeat) }),
  };
  const clash = line.ports.length > 0 ? cloudFlag(line) : undefined;
  if (clash !== undefined) throw new Error(`--port calls without a cloud: leave ${clash} out`);
  if (line.all && line.devices.length > 1)
    throw new Error('--all calls every device: give --device once or not at all');
  if (line.productKey !== undefined && !line.all) throw new Error('--product-key goes with --all');
  return line;
}

/** The first flag that only a cloud understands. */
function cloudFlag(line: CommandLine): string | undefined {
  const given: [string, unknown][] = [
    ['--endpoint', line.endpoint],
    ['--device', line.devices[0]],
    ['--access-key', line.accessKey],
    ['--region', line.region],
    ['--instance', line.instance],
    ['--rrpc', line.rrpc],
    ['--topic', line.topic],
    ['--all', line.all],
  ];
  return given.find(([, value]) => value)?.[0];
}

function countOf(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 1_000_000) throw new Error(`--repeat takes 1..1000000, not "${text}"`);
  return count;
}
