// Espruino's own tool as a library: its connection, with flow control and acknowledged packets.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

/** The kinds of packets that Espruino takes (2v25 and later). */
export type PacketType = 'EVAL' | 'FILE_SEND' | 'DATA';

/** What is used of the tool's connection. Text is one byte a character. */
export interface ToolConnection {
  /** Bytes handed to `writeLowLevel` at a time. */
  chunkSize: number;
  /** Whether packets are taken out of what comes in. */
  parsePackets: boolean;
  writeLowLevel(text: string): Promise<void>;
  closeLowLevel(): void;
  openHandler(): void;
  closeHandler(): void;
  rxDataHandler(bytes: ArrayBuffer): void;
  on(event: 'data', listener: (text: string) => void): void;
  on(event: 'packet', listener: (type: number, data: string) => void): void;
  removeListener(event: 'packet', listener: (type: number, data: string) => void): void;
  write(text: string): Promise<void>;
  espruinoSendPacket(type: PacketType, data: string, options?: { timeout?: number }): Promise<void>;
  espruinoSendFile(
    name: string,
    data: string,
    options: { chunkSize?: number; progress?: (sent: number, total: number) => void },
  ): Promise<void>;
}

/** The tool's files that hold the connection. The others want a browser, Bluetooth, or the internet. */
const FILES = ['core/utils.js', 'core/serial.js'];

let factory: (() => ToolConnection) | undefined;

/** A connection that is not open yet; give it `writeLowLevel` and `closeLowLevel` first. */
export function createToolConnection(): ToolConnection {
  factory ??= load();
  return factory();
}

/** The tool is written as scripts that share globals and talk on the console: it gets a world of its own. */
function load(): () => ToolConnection {
  const folder = dirname(createRequire(import.meta.url).resolve('espruino/package.json'));
  const nothing = (): void => undefined;
  const Espruino = { Core: {} as Record<string, unknown>, Config: {}, addProcessor: nothing, callProcessor: nothing };
  Espruino.Core.Status = { setStatus: nothing, incrementProgress: nothing };
  const context = vm.createContext({
    Espruino,
    console: { log: nothing, warn: nothing, error: nothing },
    // Called by name each time, so that a test's clock is seen.
    setTimeout: (f: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => setTimeout(f, ms, ...given),
    clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    setInterval: (f: () => void, ms?: number) => setInterval(f, ms),
    clearInterval: (timer: NodeJS.Timeout) => clearInterval(timer),
  });
  for (const file of FILES) vm.runInContext(readFileSync(join(folder, file), 'utf8'), context, { filename: file });
  const { connection } = Espruino.Core.Serial as { connection: { constructor: new () => ToolConnection } };
  return () => new connection.constructor();
}
