// Devices that `npm run cloud -- --play file` plays itself, scripted in JSON: the double for tests in any language.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Cloud } from '../cloud.ts';
import type { DeviceIdentity } from '../devices.ts';
import { parseDeviceName } from '../flags.ts';
import { isObject } from '../model/check.ts';
import { type Behaviour, inTurn, type Reply } from './behaviours.ts';
import { ScriptedDevice } from './device.ts';

/** What a script's device does: by service, by topic (which begins with a slash), and `*` for all else. */
type Services = Map<string, Behaviour>;

/** A device of a script: `services` is undefined for one that stays offline. */
export interface PlayedDevice {
  identity: DeviceIdentity;
  services: Services | undefined;
}

/** The members of a reply, and what each must be. */
const MEMBERS: Readonly<Record<string, [accepts: (value: unknown) => boolean, what: string]>> = {
  data: [isObject, 'an object'],
  echo: [(value) => value === true, 'true'],
  code: [Number.isInteger, 'a whole number'],
  message: [(value) => typeof value === 'string', 'a text'],
  raw: [(value) => typeof value === 'string', 'a text'],
  silent: [(value) => value === true, 'true'],
  afterMs: [(value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 60_000, '0..60000'],
};

/** Reads a script: an object of `productKey,deviceName`, each with "offline" or an object of service, topic or `*`, each with
 *  a reply or a list of replies, given in turn. Secrets are made anew. Throws an error that names the place. */
export function parsePlay(text: string): PlayedDevice[] {
  let script: unknown;
  try {
    script = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(script) || Object.keys(script).length === 0)
    throw new Error('it must be an object of "productKey,deviceName", with one device at least');
  return Object.entries(script).map(([name, services]) => {
    if (name.split(',').length !== 2) throw new Error(`"${name}" must be "productKey,deviceName"`);
    const identity = { ...parseDeviceName(name), deviceSecret: randomBytes(16).toString('hex') };
    if (services === 'offline') return { identity, services: undefined };
    if (!isObject(services)) throw new Error(`"${name}" must be "offline" or an object of services`);
    const read = Object.entries(services).map(([service, given]) => {
      const where = `"${name}", "${service}"`;
      const replies = Array.isArray(given) ? given : [given];
      const [first, ...rest] = replies.map((reply) => readReply(reply, where));
      if (!first) throw new Error(`${where} has no reply in its list`);
      return [service, inTurn(first, ...rest)] as const;
    });
    return { identity, services: new Map(read) };
  });
}

/** The script in the file of that name. Throws an error that names flag, file and place. */
export function readPlay(file: string): PlayedDevice[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(`--play ${file}: ${missing ? 'there is no such file' : 'it cannot be read'}`);
  }
  try {
    return parsePlay(text);
  } catch (error) {
    throw new Error(`--play ${file}: ${(error as Error).message}`);
  }
}

/** Signs the devices of a script in at a cloud of this process, which listens on `host`. Resolves when all are there. */
export async function play(
  devices: readonly PlayedDevice[],
  { mqttPort }: Pick<Cloud, 'mqttPort'>,
  host: string,
): Promise<ScriptedDevice[]> {
  const to = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const there = devices.flatMap(({ identity, services }) => {
    if (!services) return [];
    const device = new ScriptedDevice(identity, mqttPort, to);
    for (const [name, behaviour] of services) {
      if (name === '*') device.otherwise(behaviour);
      else if (name.startsWith('/')) device.onTopic(name, behaviour);
      else device.on(name, behaviour);
    }
    return [device];
  });
  return Promise.all(there.map((device) => device.connect()));
}

function readReply(given: unknown, where: string): Behaviour {
  if (!isObject(given)) throw new Error(`${where}: a reply must be an object`);
  for (const [name, value] of Object.entries(given)) {
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (!member) throw new Error(`${where}: a reply has ${Object.keys(MEMBERS).join(', ')}, not "${name}"`);
    const [accepts, what] = member;
    if (!accepts(value)) throw new Error(`${where}: ${name} must be ${what}`);
  }
  const { echo, ...reply } = given as Reply & { echo?: true };
  return echo ? ({ params }) => ({ ...reply, data: params ?? {} }) : () => reply;
}
