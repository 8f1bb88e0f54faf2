// A session at a board's console: a terminal's keys, or lines from a pipe.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { build } from '../bundle/build.ts';
import { callAtConsole } from '../call/serial.ts';
import type { SerialBoard } from '../device/serial/board.ts';
import type { Console } from '../device/serial/console.ts';
import { explain } from '../device/serial/problem.ts';
import { findMapper, located, type Mapper, mapperOf } from '../device/serial/source.ts';
import { flashBundle } from '../flash/bundle.ts';
import { createProgress } from '../flash/progress.ts';
import { parseLine, showLine } from '../logs/line.ts';
import { type Desk, runCommand } from './commands.ts';
import { createKeys, createStreamMapper } from './keys.ts';

/** Lines of the log that are kept for `.log`. */
const LOG_LINES = 500;

/** A terminal's input: it has raw keys. */
export type Keyboard = Readable & { isTTY?: boolean; setRawMode?(on: boolean): unknown };

/** Runs a session until it is left, its input ends, or the port is gone. Resolves true where no command of a pipe failed.
 *  Rejects when the port is gone. */
export async function runSession(
  board: SerialBoard,
  input: Keyboard,
  output: Writable,
  colour: boolean,
): Promise<boolean> {
  const { console } = board;
  const log: string[] = [];
  let map: Mapper = (text) => text;
  const say = (text: string): void => void output.write(`${map(text).replaceAll('\n', '\r\n')}\r\n`);
  const remap = async (): Promise<void> => {
    const found = await findMapper(console);
    if (typeof found === 'string') say(found);
    else map = found;
  };
  const desk: Desk = {
    board,
    log,
    async flash(target, tell) {
      const made = await build({ target: target ?? (await targetOf(console)) });
      map = await mapperOf(made.file);
      await flashBundle(board, made.file, createProgress('upload  '), tell).catch((error: unknown) => {
        throw located(error, map);
      });
    },
  };
  await remap();
  console.onText(
    createStreamMapper(
      (text) => map(text),
      (text) => output.write(Buffer.from(text, 'latin1')),
    ),
  );
  console.onLine((line) => {
    const shown = parseLine(line) && showLine(map(line), { json: false, colour, least: 'I' });
    if (shown !== undefined) log.push(shown);
    if (log.length > LOG_LINES) log.shift();
  });
  /** One command; what fails is told, and the session goes on. */
  const command = async (line: string): Promise<'on' | 'failed' | 'left'> => {
    try {
      return (await runCommand(line, desk, say)) ? 'on' : 'left';
    } catch (error) {
      say(explain(error));
      return 'failed';
    }
  };
  const gone = console.port.closed.then((why) => {
    throw new Error(`${console.port.name}: ${why}`);
  });
  gone.catch(() => undefined);
  if (input.isTTY) return Promise.race([atTerminal(board, input, output, command), gone]);
  return Promise.race([fromPipe(board, input, command), gone]);
}

/** What the firmware that runs on the board was built for; undefined where none runs. */
async function targetOf(console: Console): Promise<string | undefined> {
  const { data } = await callAtConsole(console, 'GetInfo', {}).catch(() => ({ data: undefined }));
  const { board } = (data ?? {}) as { board?: unknown };
  return typeof board === 'string' ? board : undefined;
}

type Command = (line: string) => Promise<'on' | 'failed' | 'left'>;

/** Keys go to the board one by one; a command of ours holds those after it back until it is done. */
async function atTerminal(board: SerialBoard, input: Keyboard, output: Writable, command: Command): Promise<boolean> {
  const keys = createKeys();
  input.setRawMode?.(true);
  try {
    await board.console.type('\n');
    for await (const typed of input) {
      for (const event of keys(Buffer.from(typed).toString('utf8'))) {
        if (event.kind === 'leave') return true;
        if (event.kind === 'echo') output.write(event.text);
        else if (event.kind === 'board') await board.console.type(Buffer.from(event.text, 'utf8').toString('latin1'));
        else {
          if ((await command(event.line)) === 'left') return true;
          // The prompt again.
          await board.console.type('\n');
        }
      }
    }
    return true;
  } finally {
    input.setRawMode?.(false);
  }
}

/** Each line is typed when the one before it has been done. */
async function fromPipe(board: SerialBoard, input: Readable, command: Command): Promise<boolean> {
  let isGood = true;
  for await (const line of createInterface({ input })) {
    if (line.startsWith('.') && !line.startsWith('..')) {
      const came = await command(line);
      if (came === 'left') return isGood;
      if (came === 'failed') isGood = false;
      continue;
    }
    await board.console.type(`${Buffer.from(line.replace(/^\.\./, '.'), 'utf8').toString('latin1')}\n`);
    await board.console.evaluate('1');
  }
  return isGood;
}
