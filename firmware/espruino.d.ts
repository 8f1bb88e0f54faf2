/** What the firmware uses of Espruino, as the interpreter really behaves, and no more. */

/** A TCP or TLS socket. Data are binary strings; `write` takes strings only and never says that it is full. */
interface Socket {
  on(event: 'data', listener: (data: string) => void): void;
  on(event: 'close' | 'drain' | 'error', listener: (error?: { code?: number; message?: string }) => void): void;
  removeAllListeners(event?: string): void;
  write(data: string): boolean;
  end(data?: string): void;
  /** The interpreter's own mark: true closes the socket at its next idle turn, sent or not. */
  clsNow?: boolean;
}

/** `require("net")` and `require("tls")`. `connect` blocks on the ESP32 and throws at once when it fails. */
interface Net {
  connect(options: { host: string; port: number }): Socket;
}

/** `require("Storage")`: files in flash, kept through reset and power loss. */
interface Storage {
  read(name: string): string | undefined;
  readJSON(name: string, quiet?: boolean): unknown;
  write(name: string, text: string): boolean;
  writeJSON(name: string, value: unknown): boolean;
  erase(name: string): void;
}

/** `require("crypto")`: the hashes that are native. */
interface Crypto {
  SHA1(text: string): ArrayBuffer;
  SHA256(text: string): ArrayBuffer;
}

/** `require("Wifi")`, where the interpreter has it. */
interface Wifi {
  connect(ssid: string, options: { password?: string }, done: (error: unknown) => void): void;
  getIP(done?: (error: unknown, info: { ip: string }) => void): { ip: string };
  on(event: 'connected' | 'disconnected', listener: () => void): void;
  disconnect(): void;
  getDetails(): { rssi?: number; status?: string };
}

interface ObjectConstructor {
  assign<T, U>(target: T, source: U): T & U;
}

interface String {
  startsWith(text: string, position?: number): boolean;
}

declare function require(name: 'net' | 'tls'): Net;
declare function require(name: 'Storage'): Storage;
declare function require(name: 'crypto'): Crypto;
declare function require(name: 'Wifi'): Wifi;

declare function setTimeout(f: () => void, ms: number): number;
/** What `setTimeout` gives: a number on a board. The tests run on Node, which gives something of its own. */
type Timer = ReturnType<typeof setTimeout>;
declare function setInterval(f: () => void, ms: number): number;
/** Throws for undefined, and clears every timer when called with no argument. */
declare function clearTimeout(id: number): void;
declare function clearInterval(id: number): void;
declare function print(...text: unknown[]): void;
declare function getTime(): number;
declare function getSerial(): string;
/** What a line typed at the console finds by name. */
declare const global: object;

declare function digitalWrite(pin: number, value: number): void;
declare function digitalRead(pin: number): number;
declare function pinMode(pin: number, mode: string): void;
/** 0..1; NaN where the pin has no ADC. */
declare function analogRead(pin: number): number;
declare function analogWrite(pin: number, duty: number, options: { freq?: number }): void;
interface WatchEvent {
  state: boolean;
  /** Seconds, as of `getTime()`. */
  time: number;
  lastTime: number;
  /** A Pin, which is its number wherever one is computed with. */
  pin: number;
}
/** The callback comes from the idle loop; a bad pin only prints an error. */
declare function setWatch(
  f: (event: WatchEvent) => void,
  pin: number,
  options: { repeat: boolean; edge: string; debounce: number },
): number;
declare function clearWatch(id: number): void;

/** Named as Node's type is: a program with both, as the tests are, knows one `process`. */
declare namespace NodeJS {
  interface Process {
    version: string;
    memory(collect?: boolean): { usage: number; free: number; total: number };
    on(event: 'uncaughtException', f: (error: unknown) => void): void;
  }
}
declare const process: NodeJS.Process;
declare const E: {
  enableWatchdog(seconds: number, automatic?: boolean): void;
  reboot(): void;
};
