/** The real interpreter on Linux as a board: boots the bundle from its Storage, with its console as the REPL. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device, DeviceExit, DeviceOptions, PinChange, Wires } from './device.ts';
import { type Control, openControl } from './espruino/control.ts';
import { writeStorage } from './espruino/flash.ts';
import { checkInterpreter, findInterpreter } from './espruino/interpreter.ts';
import { type Interpreter, type ProcessEnd, startInterpreter } from './espruino/process.ts';
import { SYSFS_GPIO, watchOutputs } from './espruino/sysfs.ts';
import { createListeners } from './listeners.ts';

export { findInterpreter } from './espruino/interpreter.ts';

/** How long an answer may take, in ms, booting included. */
const ANSWER_LIMIT_MS = 10_000;
/** Marks the prelude's lines. */
const MARK = '\x01';

/** How the interpreter is started. */
export interface EspruinoOptions extends DeviceOptions {
  /** The interpreter's path. Default: `findInterpreter()`. */
  readonly executable?: string;
  /** 'simulated': levels are kept in memory. 'sysfs': the kernel's, which `onPin` shows as read from outside the
   *  interpreter, every 5 ms. Default: 'sysfs' where the computer has /sys/class/gpio. */
  readonly pins?: 'simulated' | 'sysfs';
  /** Where this process finds the kernel's pins. Default: /sys/class/gpio. */
  readonly sysfs?: string;
}

/** The interpreter as a board. */
export interface EspruinoDevice extends Device {
  readonly kind: 'espruino';
  /** The simulated inputs. Rejects where the pins are the kernel's. */
  readonly wires: Wires;
}

interface Question {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the interpreter and resolves when it has booted. Rejects when there is none (the error names ESPRUINO), when
 *  the bundle cannot be read, and when the board does not answer after its boot. */
export async function startEspruino(options: EspruinoOptions): Promise<EspruinoDevice> {
  const executable = checkInterpreter(options.executable ?? findInterpreter());
  const bundle = await readFile(options.bundle);
  const simulated = (options.pins ?? (existsSync(SYSFS_GPIO) ? 'sysfs' : 'simulated')) === 'simulated';
  const folder = await mkdtemp(join(tmpdir(), 'espruino-'));
  const lines = createListeners(options.onLine);
  const changes = createListeners<PinChange>(options.onPin);
  const control: Control = await openControl();
  const questions = new Map<number, Question>();
  let lastId = 0;
  let interpreter: Interpreter | undefined;
  let unwatch = (): void => undefined;
  let exit: (how: DeviceExit) => void = () => undefined;
  const exited = new Promise<DeviceExit>((resolve) => {
    exit = resolve;
  });

  function hear(line: string): void {
    if (!line.startsWith(MARK)) {
      lines.tell(line);
      return;
    }
    const [what, first, ...rest] = line.slice(MARK.length).split(' ');
    if (what === 'PIN') {
      const frequency = rest[2] ? { frequency: Number(rest[2]) } : {};
      changes.tell({ pin: Number(first), value: Number(rest[0]), ms: Number(rest[1]), ...frequency });
      return;
    }
    if (what === 'REBOOT') {
      void restart().catch((error: unknown) => lines.tell(`the interpreter did not start again: ${String(error)}`));
      return;
    }
    const question = questions.get(Number(first));
    if (!question) return;
    questions.delete(Number(first));
    const text = String(JSON.parse(rest.join(' ')));
    if (what === 'OK') question.resolve(text);
    else question.reject(new Error(text));
  }

  async function boot(): Promise<void> {
    unwatch();
    const start = performance.now();
    if (!simulated)
      unwatch = watchOutputs(options.sysfs ?? SYSFS_GPIO, (pin, value) =>
        changes.tell({ pin, value, ms: Math.round(performance.now() - start) }),
      );
    // Before the prelude's mark there is only the interpreter's banner.
    let booted = false;
    const started = await startInterpreter(executable, folder, [], (line) => {
      if (booted) hear(line);
      else booted = line.endsWith(`${MARK}BOOT`);
    });
    interpreter = started;
    void started.ended.then((end) => {
      if (interpreter === started) gone(end, false);
    });
    await ask('1');
  }
  function gone({ code, signal }: ProcessEnd, asked: boolean): void {
    interpreter = undefined;
    unwatch();
    for (const question of questions.values())
      question.reject(new Error(`the interpreter is gone (${how(code, signal)})`));
    questions.clear();
    control.close();
    exit({ asked, code, signal });
    void rm(folder, { recursive: true, force: true });
  }
  function ask(expression: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (!interpreter) return reject(new Error('the interpreter is not running'));
      const id = ++lastId;
      const limit = setTimeout(() => {
        questions.delete(id);
        reject(new Error(`the interpreter did not answer within ${ANSWER_LIMIT_MS} ms: ${expression.slice(0, 80)}`));
      }, ANSWER_LIMIT_MS);
      const done =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(limit);
          settle(value);
        };
      questions.set(id, { resolve: done(resolve), reject: done(reject) });
      // eval outside every function, so that `var x` makes a global.
      control.send(`try{__board.ok(${id},eval(${literal(expression)}))}catch(e){__board.no(${id},e)}`);
      return undefined;
    });
  }
  /** Ends the process without that counting as the board's end. */
  async function end(): Promise<void> {
    const running = interpreter;
    interpreter = undefined;
    unwatch();
    await running?.kill();
    control.clear();
    for (const question of questions.values()) question.reject(new Error('the interpreter was stopped'));
    questions.clear();
  }

  async function restart(): Promise<void> {
    if (!interpreter) throw new Error('the interpreter is not running');
    await end();
    await boot();
  }

  try {
    const files = new Map([
      ['.bootcde', bundle],
      ['.boot0', Buffer.from(await prelude(simulated, control.port), 'latin1')],
    ]);
    for (const [name, content] of Object.entries(options.storage)) files.set(name, Buffer.from(content, 'utf8'));
    await writeStorage(executable, folder, files);
    await boot();
  } catch (error) {
    await end();
    control.close();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }

  const simulate = async (expression: string): Promise<void> => {
    if (!simulated) throw new Error('the pins are the kernel\'s: start with pins "simulated" to drive them');
    await ask(expression);
  };
  return {
    kind: 'espruino',
    exited,
    onLine: lines.add,
    onPin: changes.add,
    evaluate: ask,
    wires: {
      drive: (pin, level) => simulate(`__board.drive(${pin},${level})`),
      bounce: (pin, level, times, everyMs) => simulate(`__board.bounce(${pin},${level},${times},${everyMs})`),
      setAnalog: (pin, value) => simulate(`__board.setAnalog(${pin},${value})`),
    },
    restart,
    async stop() {
      const wasRunning = interpreter !== undefined;
      await end();
      if (wasRunning) gone({ code: 0, signal: null }, true);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The script that runs before the bundle and connects to `port`; with pins in memory where it is to simulate them. */
async function prelude(simulated: boolean, port: number): Promise<string> {
  const read = (name: string) => readFile(new URL(`./espruino/${name}.js`, import.meta.url), 'latin1');
  const pins = simulated ? [await read('pins'), await read('pinFunctions')] : [];
  return (await read('prelude')).replace('PORT', String(port)).replace('/* PINS */', () => pins.join('\n'));
}

const how = (code: number | null, signal: string | null): string => (signal ? `signal ${signal}` : `exit code ${code}`);

/** A string literal in ASCII. */
function literal(text: string): string {
  let result = '"';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const plain = code >= 32 && code < 127 && code !== 34 && code !== 92;
    if (plain) result += text[i];
    else result += code > 255 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return `${result}"`;
}
