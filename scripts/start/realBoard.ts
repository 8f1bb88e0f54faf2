// A board at a port, for as long as it is called through the cloud on this computer: what it has, what must change for it, and
// how that is put back.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeviceIdentity } from '../cloud/devices.ts';
import { openBoard } from '../device/serial/board.ts';
import { unquoted } from '../device/serial/console.ts';
import { restart } from '../device/serial/restart.ts';
import { BUNDLE, replaceFile, SETTINGS } from '../device/serial/storage.ts';
import { checkSettings } from '../provision/settings.ts';

const FOLDER = fileURLToPath(new URL('../../.cache/boards/', import.meta.url));

/** Settings of a board, the secret among them: never shown. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a board at a port is and has. */
export interface RealBoard {
  /** `ESP32, Espruino 2v29 at /dev/ttyUSB0`. */
  readonly what: string;
  /** The port's name, `auto` resolved. */
  readonly port: string;
  /** Its settings as the board has them; undefined where there are none that it would accept. */
  readonly settings: Settings | undefined;
  /** device.json's text; undefined where there is none. */
  readonly text: string | undefined;
  /** Whether it has Wi-Fi, and so needs a network's name. */
  readonly hasWifi: boolean;
  /** Whether a change of its settings is being tried, which it may take back. */
  readonly onTrial: boolean;
  /** Bytes of a program of somebody else's that it boots; 0 for none, or for an older bundle of this firmware. */
  readonly foreignBytes: number;
}

/** What must be written for the board to reach the cloud here. */
export interface Plan {
  /** device.json for it. */
  readonly settings: Settings;
  /** What changes, a line each, no secret in it; empty where all is as it must be. */
  readonly changes: readonly string[];
}

/** Asks a board what it has, and changes nothing. Rejects with a BoardError that names the step. */
export async function lookAt(port: string | undefined, baud?: number): Promise<RealBoard> {
  const board = await openBoard({ port, baud, interrupt: true });
  try {
    const { console, info } = board;
    const read = async (expression: string) => unquoted(await console.evaluate(expression));
    const text = Buffer.from(await read(`btoa(require("Storage").read("${SETTINGS}")||"")`), 'base64').toString('utf8');
    const wifi = await read('(function(){try{return !!require("Wifi")}catch(e){return false}})()');
    const trial = await read('require("Storage").read("device.old")!==undefined');
    const foreign = await read(
      `(function(b){return b&&b.indexOf("espruino-rrpc")<0?b.length:0})(require("Storage").read("${BUNDLE}"))`,
    );
    return {
      what: `${info.board}, Espruino ${info.version} at ${console.port.name}`,
      port: console.port.name,
      settings: accepted(text),
      text: text === '' ? undefined : text,
      hasWifi: wifi === 'true',
      onTrial: trial === 'true',
      foreignBytes: Number(foreign) || 0,
    };
  } finally {
    await board.close();
  }
}

/** The identity that a board's settings give it. */
export function identityOf(settings: Settings): DeviceIdentity {
  const { productKey, deviceName, deviceSecret } = settings as unknown as DeviceIdentity;
  return { productKey, deviceName, deviceSecret };
}

/** What a board needs to reach a broker at `host` and `port`, without TLS. Its own identity, Wi-Fi and all else stay; `fresh`
 *  is the identity of a board that has none. */
export function planFor(settings: Settings | undefined, fresh: DeviceIdentity, host: string, port: number): Plan {
  if (!settings)
    return {
      settings: { ...fresh, host, port },
      changes: [`${SETTINGS} is written: a throw-away identity, ${host}:${port}`],
    };
  const { tls, ...others } = settings;
  const changes: string[] = [];
  if (settings.host !== host || settings.port !== port)
    changes.push(
      `${SETTINGS}: it signs in at ${host}:${port}, not at ${String(settings.host)}:${String(settings.port)}`,
    );
  if (tls === true) changes.push(`${SETTINGS}: without TLS`);
  return { settings: changes.length > 0 ? { ...others, host, port } : settings, changes };
}

/** Where the settings of a board that were changed are kept until they are put back; its owner's alone to read. */
export function keptFile({ productKey, deviceName }: Pick<DeviceIdentity, 'productKey' | 'deviceName'>): string {
  // A name may hold what a path must not.
  return join(FOLDER, `${encodeURIComponent(`${productKey},${deviceName}`)}.json`);
}

/** Keeps a board's own settings and notes which ones it gets in their place. `kept` where those it has are not its own but
 *  the ones of a start that was cut off: what is kept then is kept on. */
export async function keepSettings(file: string, own: string, kept: boolean, ours: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if (!kept) {
    await rm(file, { force: true });
    await writeFile(file, own, { mode: 0o600 });
  }
  await writeFile(noteFile(file), sha256(ours));
}

/** Whether these settings were put onto the board by a start that could not put its own ones back. */
export async function areOurs(file: string, text: string): Promise<boolean> {
  const [own, note] = await Promise.all(
    [file, noteFile(file)].map((name) => readFile(name, 'utf8').catch(() => undefined)),
  );
  return own !== undefined && note === sha256(text);
}

/** Puts the settings kept in `file` onto the board, restarts it, and forgets them. Rejects with a BoardError. */
export async function putBack(file: string, port: string, baud?: number): Promise<void> {
  const text = await readFile(file);
  const board = await openBoard({ port, baud, interrupt: true });
  try {
    await replaceFile(board.console, SETTINGS, text);
    await restart(board.console);
  } finally {
    await board.close();
  }
  await Promise.all([file, noteFile(file)].map((name) => rm(name, { force: true })));
}

const noteFile = (file: string): string => `${file}.sha256`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function accepted(text: string): Settings | undefined {
  try {
    return checkSettings(JSON.parse(text)).settings;
  } catch {
    return undefined;
  }
}
