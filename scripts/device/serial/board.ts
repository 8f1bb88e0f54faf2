// A board behind its port, found and ready to be worked with: what every command starts with.
import { type Console, createConsole } from './console.ts';
import { needsBursts, type Throttle } from './pace.ts';
import { BAUD, openPort } from './port.ts';
import { choosePort } from './ports.ts';
import { type BoardInfo, reach, versionNumber } from './prompt.ts';

/** How a command reaches its board. */
export interface BoardOptions {
  /** `--port`: a device, `tcp://host:port`, or `auto`. */
  readonly port: string | undefined;
  /** Baud rate, 115200 unless given. */
  readonly baud?: number | undefined;
  readonly throttle?: Throttle | undefined;
  /** Whether Ctrl-C may be sent to a board that does not answer. */
  readonly interrupt: boolean;
  /** How long finding it may take, in ms. */
  readonly limitMs?: number | undefined;
  /** Hears the console from the first line on. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** A board that answers. */
export interface SerialBoard {
  readonly console: Console;
  readonly info: BoardInfo;
  close(): Promise<void>;
}

/** Opens the port and finds Espruino behind it. Rejects with a BoardError that names the step; the port is closed then. */
export async function openBoard(options: BoardOptions): Promise<SerialBoard> {
  const port = await openPort(await choosePort(options.port), options.baud ?? BAUD);
  const console = createConsole(port);
  if (options.onLine) console.onLine(options.onLine);
  try {
    const { interrupt, baud, limitMs } = options;
    const info = await reach(console, {
      interrupt,
      ...(baud === undefined ? {} : { baud }),
      ...(limitMs === undefined ? {} : { limitMs }),
    });
    const throttle = options.throttle ?? 'auto';
    console.pacer.slow(
      throttle === 'auto' ? needsBursts(info.board, versionNumber(info.version), port.kind) : throttle === 'on',
    );
    return { console, info, close: () => port.close() };
  } catch (error) {
    await port.close();
    throw error;
  }
}
