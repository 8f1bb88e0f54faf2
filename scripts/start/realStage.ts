// The stage for a board at a port: the broker opened to its network, its settings changed with its owner's consent only, and
// put back at the end.
import { relative } from 'node:path';
import type { DeviceIdentity } from '../cloud/devices.ts';
import { createClosers } from './closers.ts';
import { boardAddresses, openDoor } from './lan.ts';
import {
  areOurs,
  identityOf,
  keepSettings,
  keptFile,
  lookAt,
  type Plan,
  planFor,
  putBack,
  type RealBoard,
} from './realBoard.ts';
import type { Screen } from './screen.ts';
import { HOST, type Place } from './stage.ts';

/** How long a board may take to upload, boot and join its Wi-Fi until it listens, in ms. */
export const REAL_ONLINE_MS = 90_000;

/** The network that a board is to join. */
export interface Wifi {
  readonly ssid: string;
  readonly password: string;
}

/** How a board at a port is reached, and who is asked. */
export interface RealBoardOptions {
  /** A serial device, `tcp://host:port`, or `auto`. */
  readonly port?: string | undefined;
  readonly baud?: number | undefined;
  /** The address by which the board reaches this computer; the one of its network unless given. */
  readonly host?: string | undefined;
  /** Asked before anything is written to a board that has something of its own; no consent unless given. */
  readonly consent?: ((changes: readonly string[]) => Promise<boolean>) | undefined;
  /** Asked for the network of a board that has none. */
  readonly wifi?: (() => Promise<Wifi>) | undefined;
}

/** Finds the board at its port. Rejects with an error that says what to do. */
export async function realStage(
  options: RealBoardOptions,
  fresh: DeviceIdentity,
  screen: Pick<Screen, 'say' | 'busy'>,
): Promise<Place> {
  const { port, baud } = options;
  const found = screen.busy('board', `looking for Espruino at ${port ?? 'its port'}`);
  const real = await lookAt(port, baud).finally(found);
  screen.say('board', real.what);
  if (real.onTrial)
    throw new Error('the board tries changed settings and may take them back: start again in two minutes');
  const device = real.settings ? identityOf(real.settings) : fresh;
  const kept = keptFile(device);
  const closers = createClosers();
  return {
    device,
    onlineMs: REAL_ONLINE_MS,
    close: closers.close,
    async settingsFor(mqttPort) {
      const host = addressFor(options.host);
      const plan = planFor(real.settings, fresh, host, mqttPort);
      await agree(real, plan, options);
      const text = await textFor(real, plan, options);
      if (host !== HOST) {
        const door = await openDoor(host, mqttPort);
        closers.add(() => door.close());
        screen.say('cloud', `MQTT ${host}:${mqttPort} for the board, open to its network`);
      }
      if (!real.settings || real.text === undefined) {
        closers.add(() =>
          screen.say('board', 'keeps these settings for the next time; npm run provision replaces them'),
        );
        return text;
      }
      const cutOff = await areOurs(kept, real.text);
      if (plan.changes.length > 0) await keepSettings(kept, real.text, cutOff, text);
      if (plan.changes.length > 0 || cutOff) closers.add(() => leave(real.port, kept, baud, screen));
      return text;
    },
  };
}

/** Asks for consent where the board would lose something of its own. */
async function agree(real: RealBoard, plan: Plan, { consent }: RealBoardOptions): Promise<void> {
  const changes = [...plan.changes];
  if (real.foreignBytes > 0)
    changes.push(`its program (.bootcde, ${real.foreignBytes} bytes, not this firmware) is replaced`);
  if (changes.length === 0 || (await consent?.(changes))) return;
  throw new Error(`nothing was written to the board. What would be:\n  ${changes.join('\n  ')}\nSay --yes to let it`);
}

async function textFor(real: RealBoard, { settings, changes }: Plan, { wifi }: RealBoardOptions): Promise<string> {
  if (changes.length === 0 && real.text !== undefined) return real.text;
  if (real.settings || !real.hasWifi) return JSON.stringify(settings);
  if (!wifi) throw new Error('the board needs a Wi-Fi: give --wifi-ssid and --wifi-password-file');
  return JSON.stringify({ ...settings, wifi: await wifi() });
}

function addressFor(host: string | undefined): string {
  const [address] = host === undefined ? boardAddresses() : [host];
  if (address === undefined)
    throw new Error('this computer has no address that a board could reach: join its network, or give --host');
  return address;
}

/** Puts the board's own settings back. What fails is told: the settings are on this computer then. */
async function leave(
  port: string,
  kept: string,
  baud: number | undefined,
  screen: Pick<Screen, 'say' | 'busy'>,
): Promise<void> {
  const done = screen.busy('board', 'putting its own settings back');
  try {
    await putBack(kept, port, baud).finally(done);
    screen.say('board', 'has its own settings back');
  } catch (error) {
    const file = relative('', kept);
    throw new Error(
      `the board's own settings are not back on it: ${(error as Error).message}\nThey are in ${file}: npm run provision -- --port ${port} --file ${file}`,
    );
  }
}
