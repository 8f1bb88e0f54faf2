/** What every way of reaching a board gives its user: the sandbox, the interpreter on Linux, a serial board. */

/** A pin changed its level. `ms` counts from the board's start. `value` is 0 or 1, or a duty of 0..1 for PWM. */
export interface PinChange {
  readonly pin: number;
  readonly value: number;
  readonly ms: number;
  /** The frequency in Hz, where it is PWM. */
  readonly frequency?: number;
}

/** What can be wired to a board's inputs from the computer. */
export interface Wires {
  /** Puts a level on a pin, as a button does; undefined lets it float. */
  drive(pin: number, level: 0 | 1 | undefined): Promise<void>;
  /** The same by a contact that bounces: the level comes and goes `times` times, an edge every `everyMs`, and stays. */
  bounce(pin: number, level: 0 | 1, times: number, everyMs: number): Promise<void>;
  /** Puts a voltage on an analog input, 0..1 of full scale. */
  setAnalog(pin: number, value: number): Promise<void>;
}

/** How a board came to its end. */
export interface DeviceExit {
  /** Whether `stop()` asked for it. */
  readonly asked: boolean;
  /** The exit code of the board's process; null where a signal ended it, 0 for boards without a process. */
  readonly code: number | null;
  /** The signal that ended the process, if one did. */
  readonly signal: string | null;
}

/** A running board, however it is reached. */
export interface Device {
  /** 'virtual', 'espruino' or 'serial'. */
  readonly kind: 'virtual' | 'espruino' | 'serial';
  /** Resolves when the board is gone, by `stop()` or by itself; never rejects. */
  readonly exited: Promise<DeviceExit>;
  /** Each line that the board prints on its console, without the line end. Returns the way to stop listening. */
  onLine(listener: (line: string) => void): () => void;
  /** Each change of an output's level that can be seen from outside the bundle, where the board shows it. */
  onPin(listener: (change: PinChange) => void): () => void;
  /** The board's inputs, where the computer can reach them: not on hardware. */
  readonly wires?: Wires;
  /** Types one line at the board's REPL and resolves to its value as `E.toJS` writes it, on one line: `1`, `"a"`,
   *  `{a:1}`; undefined is `undefined`. Rejects with the text of what it throws, and when the board is gone. */
  evaluate(expression: string): Promise<string>;
  /** Presses reset: the board boots again with its Storage kept. */
  restart(): Promise<void>;
  /** Powers the board off. Nothing of it is left running. */
  stop(): Promise<void>;
}

/** What a board is started with. */
export interface DeviceOptions {
  /** The bundle's path, `dist/firmware.js` for instance. */
  readonly bundle: string;
  /** Files that stand in the board's Storage before the boot: `{'device.json': '{...}'}`. */
  readonly storage: Readonly<Record<string, string>>;
  /** Hears the console from the first line on; `onLine` of a board that runs already misses the boot. */
  readonly onLine?: (line: string) => void;
  /** Hears the outputs from the boot on. */
  readonly onPin?: (change: PinChange) => void;
}
