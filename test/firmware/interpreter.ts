// Espruino's own functions, as far as the firmware's rooms beyond the link use them, for sources that run on Node.
// Each test file has a process, and with it these globals, of its own.

/** A watch that was set. */
export interface Watch {
  readonly f: (event: WatchEvent) => void;
  readonly pin: number;
  readonly options: { repeat: boolean; edge: string; debounce: number };
}

/** The interpreter's outside: what tests look at and turn. */
export interface Interpreter {
  /** What was done to pins, in order: `write 26 1`, `mode 26 output`, `duty 4 0.5 0`, `watch 27 both 20`. */
  readonly steps: string[];
  /** Levels on the wires, by pin number; 0 where nothing was set. */
  readonly levels: Map<number, number>;
  /** What the ADC reads, by pin number. */
  readonly analog: Map<number, number>;
  /** Pins that this chip does not have: whatever is done to them throws. */
  readonly missing: Set<number>;
  /** Lines on the console. */
  readonly lines: string[];
  /** What `require` finds; it throws for any other name. */
  readonly modules: Map<string, unknown>;
  /** Files of Storage, which `require` finds after `useStorage`. */
  readonly files: Map<string, string>;
  /** The watches that are set, by their ids. */
  readonly watches: Map<number, Watch>;
  /** Seconds of `getTime()`. */
  time: number;
  /** Timers that wait. */
  readonly pending: number;
  /** How often the board was started anew. */
  reboots: number;
  /** Seconds that the watchdog was told; 0 where it sleeps. */
  watchdog: number;
  /** Lets `ms` pass. Timers run in their order, each at its own time, those that they set among them. */
  advance(ms: number): void;
  /** Puts a level on a wire a microsecond later, and tells the watches of the pin. */
  edge(pin: number, level: 0 | 1): void;
  /** Moves it, and tells of it as of `time`, in seconds: watches are told from the idle loop, some while after an edge. */
  lateEdge(pin: number, level: 0 | 1, time: number): void;
  /** Gives the interpreter its Storage. */
  useStorage(): void;
  /** Takes Node's timers away until `clear`, for sources that call `setTimeout`. */
  useTimers(): void;
  /** As it was at power-on. The time goes on. */
  clear(): void;
}

const NODE = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

/** Puts the functions into the global scope. Sources that call them as they load must be imported after this. */
export function installInterpreter(): Interpreter {
  const timers = new Map<number, { at: number; f: () => void }>();
  let last = 0;
  const interpreter: Interpreter = {
    steps: [],
    levels: new Map(),
    analog: new Map(),
    missing: new Set(),
    lines: [],
    modules: new Map(),
    files: new Map(),
    watches: new Map(),
    time: 1000.5,
    reboots: 0,
    watchdog: 0,
    get pending() {
      return timers.size;
    },
    advance(ms) {
      const until = interpreter.time + ms / 1000;
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= until + 1e-9).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        timers.delete(next[0]);
        interpreter.time = Math.max(interpreter.time, next[1].at);
        next[1].f();
      }
      interpreter.time = Math.max(interpreter.time, until);
    },
    edge(pin, level) {
      if (interpreter.levels.get(pin) === level) return;
      interpreter.time += 1e-6;
      interpreter.lateEdge(pin, level, interpreter.time);
    },
    lateEdge(pin, level, time) {
      interpreter.levels.set(pin, level);
      const name = level ? 'rising' : 'falling';
      for (const { f, pin: watched, options } of [...interpreter.watches.values()])
        if (watched === pin && ['both', name].includes(options.edge)) f({ state: level === 1, time, lastTime: 0, pin });
    },
    useStorage() {
      const { files } = interpreter;
      const write = (name: string, text: string): boolean => {
        if (typeof text !== 'string' || text === '') throw new Error("Can't create zero length file");
        files.set(name, text);
        return true;
      };
      interpreter.modules.set('Storage', {
        read: (name: string) => files.get(name),
        readJSON(name: string, quiet: boolean): unknown {
          if (!quiet) throw new Error('a file that is wrong must be quiet');
          try {
            return JSON.parse(files.get(name) ?? '');
          } catch {
            return undefined;
          }
        },
        write,
        writeJSON: (name: string, value: unknown) => write(name, JSON.stringify(value)),
        erase: (name: string) => void files.delete(name),
      });
    },
    useTimers() {
      timers.clear();
      Object.assign(globalThis, {
        setTimeout(f: unknown, ms: number): number {
          if (typeof f !== 'function') throw new Error('Function or String not supplied!');
          if (!(ms >= 0)) throw new RangeError(`a timer of ${ms} ms`);
          timers.set(++last, { at: interpreter.time + ms / 1000, f: f as () => void });
          return last;
        },
        clearTimeout(id: number | undefined): void {
          if (id === undefined) throw new Error('clearTimeout(undefined) not allowed');
          timers.delete(id);
        },
      });
    },
    clear() {
      for (const list of [interpreter.steps, interpreter.lines]) list.length = 0;
      const { levels, analog, missing, modules, files, watches } = interpreter;
      for (const kept of [levels, analog, missing, modules, files, watches, timers]) kept.clear();
      interpreter.reboots = 0;
      interpreter.watchdog = 0;
      Object.assign(globalThis, NODE);
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
    analogRead: (pin: number) => interpreter.analog.get(pin) ?? Number.NaN,
    analogWrite(pin: number, duty: number, { freq }: { freq: number }): void {
      if (!(duty >= 0 && duty <= 1)) throw new Error(`no duty: ${duty}`);
      onPin('duty', pin, `${duty} ${freq}`);
    },
    pinMode: (pin: number, mode: string) => onPin('mode', pin, mode),
    setWatch(f: Watch['f'], pin: number, options: Watch['options']): number {
      onPin('watch', pin, `${options.edge} ${options.debounce}`);
      interpreter.watches.set(++last, { f, pin, options });
      return last;
    },
    clearWatch(id: number): void {
      if (!interpreter.watches.delete(id)) throw new Error(`Unknown Watch ${id}`);
    },
    getTime: () => interpreter.time,
    print: (...text: unknown[]) => void interpreter.lines.push(text.join(' ')),
    E: {
      reboot: () => void interpreter.reboots++,
      enableWatchdog(seconds: number): void {
        interpreter.watchdog = seconds;
      },
    },
    require(name: string): unknown {
      if (!interpreter.modules.has(name)) throw new Error(`Module "${name}" not found`);
      return interpreter.modules.get(name);
    },
  });
  return interpreter;
}
