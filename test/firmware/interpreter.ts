// Espruino's own functions, as far as the firmware's rooms beyond the link use them, for sources that run on Node.
// Each test file has a process, and with it these globals, of its own.

/** The interpreter's outside: what tests look at and turn. */
export interface Interpreter {
  /** What was done to pins, in order: `write 26 1`, `mode 26 output`. */
  readonly steps: string[];
  /** Levels on the wires, by pin number; 0 where nothing was set. */
  readonly levels: Map<number, number>;
  /** Pins that this chip does not have: whatever is done to them throws. */
  readonly missing: Set<number>;
  /** Lines on the console. */
  readonly lines: string[];
  /** What `require` finds; it throws for any other name. */
  readonly modules: Map<string, unknown>;
  /** Seconds of `getTime()`. */
  time: number;
  /** As it was at power-on. The time goes on. */
  clear(): void;
}

/** Puts the functions into the global scope. Sources that call them as they load must be imported after this. */
export function installInterpreter(): Interpreter {
  const interpreter: Interpreter = {
    steps: [],
    levels: new Map(),
    missing: new Set(),
    lines: [],
    modules: new Map(),
    time: 1000.5,
    clear() {
      for (const list of [interpreter.steps, interpreter.lines]) list.length = 0;
      for (const kept of [interpreter.levels, interpreter.missing, interpreter.modules]) kept.clear();
    },
  };
  /** Espruino's pins have numbers of 8 bits here, and what is written is 0 or 1. */
  function onPin(what: string, pin: number, value: number | string): void {
    if (!Number.isInteger(pin) || pin < 0 || pin > 255 || interpreter.missing.has(pin)) throw new Error('Invalid pin');
    interpreter.steps.push(`${what} ${pin} ${value}`);
  }
  Object.assign(globalThis, {
    digitalWrite(pin: number, value: number): void {
      if (value !== 0 && value !== 1) throw new Error(`no level: ${value}`);
      onPin('write', pin, value);
      interpreter.levels.set(pin, value);
    },
    digitalRead(pin: number): number {
      if (interpreter.missing.has(pin)) throw new Error('Invalid pin');
      return interpreter.levels.get(pin) ?? 0;
    },
    pinMode: (pin: number, mode: string) => onPin('mode', pin, mode),
    getTime: () => interpreter.time,
    print: (...text: unknown[]) => void interpreter.lines.push(text.join(' ')),
    require(name: string): unknown {
      if (!interpreter.modules.has(name)) throw new Error(`Module "${name}" not found`);
      return interpreter.modules.get(name);
    },
  });
  return interpreter;
}
