// A board whose user's code loads dist/mqtt.js, and a client of the tests' own on the same broker.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import { build } from '../../../scripts/bundle/build.ts';
import type { Device } from '../../../scripts/device/device.ts';
import { startEspruino } from '../../../scripts/device/espruino.ts';
import { startVirtualBoard } from '../../../scripts/device/virtual/board.ts';
import { type Heard, hear, type Kind } from '../rig.ts';

/** How a user's code comes by the module: as the IDE uploads it, or from a file of Storage. */
export type Load = 'addCached' | 'Storage';

/** An event of the client on the board: its name, and its value where it has one. */
export type Event = readonly [name: string, value?: unknown];

/** A board with the client on it, as `client` at its console. */
export interface Bench {
  readonly board: Device;
  readonly events: Heard<Event>;
  /** The first event of this name, from number `from` on. */
  event(name: string, from?: number): Promise<Event>;
}

/** What the board runs. */
export interface BenchOptions {
  readonly port: number;
  /** More options for `create`, by the names of `ModuleOptions`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Runs before `client.connect()`. */
  readonly code?: string;
  readonly load?: Load;
}

const MARK = 'EVENT ';
const EVENTS = ['connected', 'message', 'published', 'disconnected', 'error'];

/** Builds dist/mqtt.js once, and gives its text. */
export const moduleText: Promise<string> = build({ module: true, budget: Number.POSITIVE_INFINITY }).then(({ file }) =>
  readFile(file, 'latin1'),
);

/** What a user writes, with every event printed. */
function program({ port, options, code = '', load = 'Storage' }: BenchOptions, module: string): string {
  const whole = { port, client_id: 'board', retry: { first: 0.1, ceiling: 0.5 }, ...options };
  return [
    load === 'addCached' ? `Modules.addCached("mqtt",function(){${module}});` : '',
    `var client = require("mqtt").create("127.0.0.1", ${JSON.stringify(whole)});`,
    `${JSON.stringify(EVENTS)}.forEach(function (name) {`,
    '  client.on(name, function (value) {',
    `    print(${JSON.stringify(MARK)} + JSON.stringify(value === undefined ? [name] : [name, value]));`,
    '  });',
    '});',
    code,
    'client.connect();',
    '',
  ].join('\n');
}

/** Boots a board with such a program. It is off after the test. */
export async function benchFor(t: TestContext, kind: Kind, options: BenchOptions): Promise<Bench> {
  const module = await moduleText;
  const folder = await mkdtemp(join(tmpdir(), 'module-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const bundle = join(folder, 'program.js');
  await writeFile(bundle, program(options, module), 'latin1');
  const events = hear<Event>('event of the client');
  const whole = {
    bundle,
    storage: options.load === 'addCached' ? {} : { mqtt: module },
    onLine: (line: string) => {
      if (line.startsWith(MARK)) events.add(JSON.parse(line.slice(MARK.length)) as Event);
    },
  };
  const board = await (kind === 'virtual' ? startVirtualBoard(whole) : startEspruino({ ...whole, pins: 'simulated' }));
  t.after(() => board.stop());
  return { board, events, event: (name, from) => events.find(([found]) => found === name, from) };
}

/** The other side: a client of npm's `mqtt`, connected and subscribed to `from/#`. */
export interface Peer {
  readonly client: MqttClient;
  /** What came, as `[topic, message, QoS]`. */
  readonly heard: Heard<readonly [topic: string, message: string, qos: number]>;
}

/** Connects a peer. It is gone after the test. */
export async function peerFor(t: TestContext, port: number): Promise<Peer> {
  const client = await mqtt.connectAsync({ host: '127.0.0.1', port, reconnectPeriod: 0, connectTimeout: 15_000 });
  t.after(() => client.endAsync(true));
  client.on('error', () => undefined);
  const heard = hear<readonly [string, string, number]>('message from the board');
  client.on('message', (topic, message, { qos }) => heard.add([topic, message.toString('latin1'), qos]));
  await client.subscribeAsync('from/#', { qos: 1 });
  return { client, heard };
}
