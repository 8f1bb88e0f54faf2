// The serial ports of this computer, and which of them is the board's.
import { readdir } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { BoardError } from './problem.ts';

/** A port as the operating system lists it. */
export interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

/** USB makers on ESP32 boards: Silicon Labs CP210x, WCH CH34x, FTDI, Espressif itself, Prolific. */
const MAKERS: Readonly<Record<string, string>> = {
  '10c4': 'CP210x',
  '1a86': 'CH34x',
  '0403': 'FTDI',
  '303a': 'Espressif',
  '067b': 'Prolific',
};

/** The ports there are, those with a USB device first; a PC's built-in ports that nothing is known of are left out. */
export async function listPorts(list: () => Promise<readonly ListedPort[]> = listed): Promise<readonly ListedPort[]> {
  const ports = await list();
  return ports.filter((port) => port.vendorId || port.manufacturer);
}

/** What the operating system says; without udev, as in a container, the names of USB ports in /dev. */
async function listed(): Promise<readonly ListedPort[]> {
  try {
    return await SerialPort.list();
  } catch {
    const names = await readdir('/dev').catch(() => []);
    const usb = names.filter((name) => /^(ttyUSB|ttyACM|cu\.usb|cu\.SLAB|cu\.wch)/.test(name));
    return usb.sort().map((name) => ({ path: `/dev/${name}`, manufacturer: 'USB' }));
  }
}

/** `/dev/ttyUSB0  Silicon Labs (CP210x)`. */
export function describePort({ path, manufacturer, vendorId }: ListedPort): string {
  const chip = MAKERS[(vendorId ?? '').toLowerCase()];
  const who = [manufacturer, chip && `(${chip})`].filter(Boolean).join(' ');
  return who ? `${path}  ${who}` : path;
}

/** The one port that looks like a board's. Throws a BoardError of the step 'port' where there is none, or more than one. */
export function guessPort(ports: readonly ListedPort[]): string {
  const likely = ports.filter(({ vendorId }) => (vendorId ?? '').toLowerCase() in MAKERS);
  const found = likely.length > 0 ? likely : ports;
  if (found.length === 1) return (found[0] as ListedPort).path;
  if (found.length === 0)
    throw new BoardError(
      'port',
      'no serial port found: plug the board in with a cable that carries data, or give --port (a device, or tcp://host:port)',
    );
  throw new BoardError(
    'port',
    `more than one port may be the board's: give --port ${found.map(({ path }) => path).join(' or ')}`,
  );
}

/** The port to open for what `--port` says: a name, or `auto` for the one that looks like a board's. */
export async function choosePort(
  wanted: string | undefined,
  list?: () => Promise<readonly ListedPort[]>,
): Promise<string> {
  if (wanted === undefined || wanted === '')
    throw new BoardError(
      'port',
      'give --port: a serial device, tcp://host:port, or auto; npm run flash -- --list shows the devices',
    );
  return wanted === 'auto' ? guessPort(await listPorts(list)) : wanted;
}
