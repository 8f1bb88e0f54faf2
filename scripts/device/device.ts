/** What every way of reaching a board gives its user: the sandbox, the interpreter on Linux, a serial board. */

/** A pin changed its level. `ms` counts from the board's start. */
export interface PinChange {
  readonly pin: number;
  readonly value: number;
  readonly ms: number;
}

/** A running board, however it is reached. */
export interface Device {
  /** 'virtual', 'espruino' or 'serial'. */
  readonly kind: 'virtual' | 'espruino' | 'serial';
  /** Each line that the board prints on its console, without the line end. Returns the way to stop listening. */
  onLine(listener: (line: string) => void): () => void;
  /** Each change of an output's level that can be seen from outside the bundle, where the board shows it. */
  onPin(listener: (change: PinChange) => void): () => void;
  /** Types one line at the board's REPL and resolves to the value it prints. */
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
}
