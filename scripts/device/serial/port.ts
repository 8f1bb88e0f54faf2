// A board's port as a stream of bytes: a serial device, or tcp://host:port.
import { access } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { SerialPort } from 'serialport';
import { BoardError } from './problem.ts';

/** Baud rate of an ESP32's console. */
export const BAUD = 115_200;
/** How long opening may take, in ms. */
const OPEN_LIMIT_MS = 5_000;
/** How often it is looked whether a device is still plugged in, in ms. */
const LOOK_EVERY_MS = 500;

/** The control lines of a serial device: how a computer reaches an ESP32's reset and boot pins. */
export interface Signals {
  readonly dtr?: boolean;
  readonly rts?: boolean;
}

/** An open port. */
export interface BytePort {
  /** As it was named: `/dev/ttyUSB0`, `COM3`, `tcp://127.0.0.1:2323`. */
  readonly name: string;
  readonly kind: 'device' | 'tcp';
  /** Resolves with why it closed; never rejects. */
  readonly closed: Promise<string>;
  /** Resolves when the operating system has taken the bytes. Rejects when the port is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** Hears what comes in; the result ends it. */
  onData(listener: (bytes: Buffer) => void): () => void;
  /** Sets control lines; does nothing where there are none. */
  setSignals(signals: Signals): Promise<void>;
  /** Closes it; what was written has gone out. */
  close(): Promise<void>;
}

/** Opens a port by its name; `baud` counts for serial devices only. Rejects with a BoardError of the step 'port' that
 *  says what to do: no such port, no permission, busy, not a serial port, nothing listens there. */
export async function openPort(name: string, baud: number = BAUD): Promise<BytePort> {
  const address = /^tcp:\/\/(\[[^\]]+\]|[^:/]+):(\d{1,5})\/?$/.exec(name);
  if (address) return openTcp(name, (address[1] as string).replace(/^\[|\]$/g, ''), Number(address[2]));
  if (name.includes('://'))
    throw new BoardError('port', `--port takes a serial device or tcp://host:port, not "${name}"`);
  return openDevice(name, baud);
}

/** Why a port did not open, from what the operating system said, and what to do. */
export function openProblem(name: string, said: string): BoardError {
  const say = (what: string) => new BoardError('port', what);
  if (/ENOENT|No such file|File not found|cannot find/i.test(said))
    return say(`there is no port ${name}: plug the board in; npm run flash -- --list shows the ports there are`);
  if (/EACCES|EPERM|Permission denied|not permitted/i.test(said) && process.platform !== 'win32')
    return say(
      `no permission for ${name}: join the group that owns it (on Linux: sudo usermod -aG dialout $USER, then log in again)`,
    );
  if (/EBUSY|Cannot lock|busy|Access denied|Resource temporarily unavailable/i.test(said))
    return say(`${name} is in use by another program: close the serial monitor, Web IDE or npm run repl that holds it`);
  if (/ENOTTY|Inappropriate ioctl|Is a directory|Not a typewriter|Invalid argument/i.test(said))
    return say(`${name} is not a serial port; npm run flash -- --list shows those there are`);
  if (/ECONNREFUSED/.test(said)) return say(`nothing listens at ${name}: start what serves the board there`);
  if (/ENOTFOUND|EAI_AGAIN/.test(said)) return say(`${name}: there is no host of that name`);
  return say(`${name} cannot be opened: ${said}`);
}

async function openTcp(name: string, host: string, port: number): Promise<BytePort> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    if (port < 1 || port > 65_535)
      return reject(new BoardError('port', `--port tcp://host:port has a port of 1..65535, not ${port}`));
    const opening = connect({ host, port, noDelay: true });
    const limit = setTimeout(() => {
      opening.destroy();
      reject(new BoardError('port', `${name} did not answer within ${OPEN_LIMIT_MS / 1000} s`));
    }, OPEN_LIMIT_MS);
    opening.once('connect', () => {
      clearTimeout(limit);
      resolve(opening);
    });
    opening.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      reject(openProblem(name, `${error.code ?? ''} ${error.message}`));
    });
    return undefined;
  });
  let why = 'the connection is gone: was the board switched off?';
  socket.on('error', (error) => {
    why = `the connection is gone (${error.message}): was the board switched off?`;
  });
  return {
    name,
    kind: 'tcp',
    closed: new Promise((resolve) => socket.once('close', () => resolve(why))),
    write: (bytes) =>
      new Promise((resolve, reject) =>
        socket.write(bytes, (error) => (error ? reject(new Error(`${name}: ${why}`)) : resolve())),
      ),
    onData(listener) {
      socket.on('data', listener);
      return () => void socket.off('data', listener);
    },
    setSignals: async () => undefined,
    close: () =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve();
        why = 'the connection was closed';
        socket.once('close', () => resolve());
        socket.end();
        // The other end may keep its half open for ever.
        setTimeout(() => socket.destroy(), 200).unref();
        return undefined;
      }),
  };
}

async function openDevice(name: string, baud: number): Promise<BytePort> {
  const device = new SerialPort({ path: name, baudRate: baud, autoOpen: false });
  device.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () =>
        reject(
          new BoardError(
            'port',
            `${name} did not open within ${OPEN_LIMIT_MS / 1000} s: unplug the board and plug it in again`,
          ),
        ),
      OPEN_LIMIT_MS,
    );
    device.open((error) => {
      clearTimeout(limit);
      if (error) reject(openProblem(name, error.message));
      else resolve();
    });
  });
  let why = 'the port is gone: was the board unplugged?';
  // A hang-up between two reads is not always told by the system; its name in /dev goes away for certain.
  const look = setInterval(() => {
    if (name.startsWith('/')) access(name).catch(() => device.isOpen && device.close());
  }, LOOK_EVERY_MS);
  look.unref();
  device.once('close', () => clearInterval(look));
  return {
    name,
    kind: 'device',
    closed: new Promise((resolve) => device.once('close', () => resolve(why))),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        const gone = new Error(`${name}: ${why}`);
        if (!device.isOpen) return reject(gone);
        device.write(Buffer.from(bytes));
        // Without draining, a whole file sits in the driver's buffer and nothing is paced.
        device.drain((error) => (error ? reject(gone) : resolve()));
        return undefined;
      }),
    onData(listener) {
      device.on('data', listener);
      return () => void device.off('data', listener);
    },
    setSignals: (signals) =>
      new Promise((resolve) => {
        // A pseudo-terminal has no control lines, and needs none.
        device.set(signals, () => resolve());
      }),
    close: () =>
      new Promise((resolve) => {
        if (!device.isOpen) return resolve();
        why = 'the port was closed';
        device.close(() => resolve());
        return undefined;
      }),
  };
}
