// npm run call: calls a device's service with the official client and prints its answer.
import { Command } from 'commander';
import { type CallOptions, type CallTarget, callMessage, callService } from './call/callService.ts';
import { CallError } from './call/errors.ts';
import { isReply, readReply } from './call/reply.ts';
import { parseParams, parseTimeout, wholeTopic } from './call/request.ts';
import { callAtConsole } from './call/serial.ts';
import { resolveTarget, type TargetFlags } from './call/target.ts';
import { readSession } from './cloud/session.ts';
import { openBoard } from './device/serial/board.ts';
import { parseBaud } from './device/serial/flags.ts';
import { BoardError } from './device/serial/problem.ts';

const program = new Command('npm run call --')
  .description("Calls a device's service and prints the answer's JSON. Exits 0 when its code is 200, 1 otherwise.")
  .argument('[service]', 'the service, SetPin for instance; with --topic alone, the message itself')
  .argument('[parameters]', 'a JSON object; {} when left out')
  .option('--device <productKey,deviceName>', 'the device [RRPC_DEVICE]')
  .option('--endpoint <host:port>', 'the API, or its URL [RRPC_ENDPOINT]')
  .option('--access-key <id,secret>', 'who calls; the variable keeps it out of the process list [RRPC_ACCESS_KEY]')
  .option('--timeout <ms>', 'how long to wait for the answer, 1000..8000')
  .option('--rrpc', 'use RRpc in place of InvokeThingService')
  .option('--topic <topic>', 'use RRpc on a custom topic; user/get means /productKey/deviceName/user/get')
  .option('--region <region>', 'region of the real cloud, cn-shanghai for instance')
  .option('--instance <id>', 'instance of the real cloud (IotInstanceId)')
  .option('--port <port>', "by a board's serial port, without any cloud: a device, tcp://host:port, or auto")
  .option('--baud <rate>', 'with --port: its speed (default: 115200)')
  .option('-h, --help', 'show this help; after a service, what it accepts')
  .helpOption(false)
  .addHelpText(
    'after',
    `
Where nothing says otherwise, the cloud that npm start or npm run cloud runs on this computer is called.

Examples:
  npm run call -- SetPin '{"pin":"led","value":1}'
  npm run call -- --rrpc --timeout 2000 GetPin '{"pin":"led"}'
  npm run call -- --topic user/get 'any text'
  npm run call -- --port /dev/ttyUSB0 SetPin '{"pin":"led","value":1}'`,
  )
  .parse();

interface Flags extends TargetFlags {
  timeout?: string;
  rrpc?: boolean;
  topic?: string;
  port?: string;
  baud?: string;
  help?: boolean;
}

/** Shows what there is to call, or what one service accepts. */
async function help(service: string | undefined): Promise<true> {
  // It reads declarations with the compiler, which no call should wait for.
  const { helpOn } = await import('./call/help.ts');
  const text = await helpOn(service);
  if (service === undefined) program.outputHelp();
  console.log(service === undefined ? `\n${text}` : text);
  return true;
}

/** Makes the call and prints the answer; true when its code is 200, or it was no Alink reply at all. */
async function main(): Promise<boolean> {
  const flags = program.opts<Flags>();
  const [service, parameters] = program.args;
  if (flags.help) return help(service);
  if (service === undefined) throw new Error('name a service: npm run call -- SetPin \'{"pin":"led","value":1}\'');
  const options: CallOptions = {};
  if (flags.timeout !== undefined) options.timeout = parseTimeout(flags.timeout);
  if (flags.rrpc) options.rrpc = true;
  if (flags.port !== undefined) return atConsole(flags, service, parseParams(parameters), options.timeout);
  const isMessage = flags.topic !== undefined && parameters === undefined;
  const params = isMessage ? {} : parseParams(parameters);
  const target = resolveTarget(flags, process.env, () => readSession());
  if (flags.topic !== undefined) options.topic = wholeTopic(flags.topic, target.device);
  return isMessage ? sendMessage(target, service, options) : invoke(target, service, params, options);
}

/** The same call by a serial port; its firmware answers as it would answer the cloud. */
async function atConsole(flags: Flags, service: string, params: Record<string, unknown>, timeout?: number) {
  const cloud = (['endpoint', 'device', 'accessKey', 'region', 'instance', 'rrpc', 'topic'] as const).find(
    (name) => flags[name],
  );
  if (cloud)
    throw new Error(`--port calls without a cloud: leave --${cloud === 'accessKey' ? 'access-key' : cloud} out`);
  const board = await openBoard({ port: flags.port, baud: parseBaud(flags.baud), interrupt: false });
  try {
    const { code, data, message } = await callAtConsole(board.console, service, params, timeout);
    console.log(JSON.stringify({ code, data, message }));
    return code === 200;
  } finally {
    await board.close();
  }
}

async function invoke(target: CallTarget, service: string, params: Record<string, unknown>, options: CallOptions) {
  const { code, data, message } = await callService(target, service, params, options);
  console.log(JSON.stringify({ code, data, message }));
  return code === 200;
}

async function sendMessage(target: CallTarget, message: string, options: CallOptions) {
  const { payload } = await callMessage(target, Buffer.from(message), options);
  const text = payload.toString('utf8');
  console.log(text);
  return !isReply(text) || readReply(text).code === 200;
}

main().then(
  (good) => {
    process.exitCode = good ? 0 : 1;
  },
  (error: Error) => {
    const code = error instanceof CallError ? `${error.code}: ` : error instanceof BoardError ? `${error.step}: ` : '';
    console.error(`call: ${code}${error.message}`);
    process.exitCode = 1;
  },
);
