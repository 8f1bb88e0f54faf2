// The REPL's own commands, on top of the board's console.

import { parseParams } from '../call/request.ts';
import { callAtConsole } from '../call/serial.ts';
import type { SerialBoard } from '../device/serial/board.ts';
import { unquoted } from '../device/serial/console.ts';

/** What commands work with. */
export interface Desk {
  readonly board: SerialBoard;
  /** The last lines of the board's log, the newest last, as they are shown. */
  readonly log: readonly string[];
  /** Builds the bundle for `target`, the board's own unless given, and puts it onto the board. */
  flash(target: string | undefined, say: (line: string) => void): Promise<void>;
}

/** What `.help` prints. */
export const HELP = [
  '.status               what the board counts: rrpc.status()',
  '.call NAME {json}     call a service, as the cloud does',
  '.flash [BOARD]        build the firmware for BOARD, a file of board/, put it there, restart',
  '.log [n]              the last n lines of the log (20)',
  '.help                 this',
  '.exit                 leave; so does Ctrl-D at the start of a line',
  'Everything else goes to the board: its own line editing, history, Tab, and Ctrl-C, which stops what runs at',
  "debug> where Espruino's debugger is (step, next, info locals, continue), and ends it there. Two dots send one.",
].join('\n');

/** Runs one command; `say` prints. Resolves false where it was `.exit`. Rejects with what failed, the session goes on. */
export async function runCommand(line: string, desk: Desk, say: (line: string) => void): Promise<boolean> {
  const [, name = '', rest = ''] = /^\.(\S*)\s*(.*)$/.exec(line.trim()) ?? [];
  const { console } = desk.board;
  if (name === 'exit' || name === 'quit') return false;
  if (name === 'help') say(HELP);
  else if (name === 'status') {
    const status = await console.evaluate('typeof rrpc=="object"?JSON.stringify(rrpc.status()):""');
    if (unquoted(status) === '') throw new Error('the firmware does not run on the board: .flash puts it there');
    say(JSON.stringify(JSON.parse(unquoted(status)), null, 2));
  } else if (name === 'call') {
    const [, service, params] = /^(\S+)\s*(.*)$/.exec(rest) ?? [];
    if (service === undefined)
      throw new Error('.call takes a service and its parameters: .call SetPin {"pin":"led","value":1}');
    const { code, data, message } = await callAtConsole(console, service, parseParams(params || undefined));
    say(JSON.stringify({ code, data, message }));
  } else if (name === 'flash') await desk.flash(rest || undefined, say);
  else if (name === 'log') {
    const count = rest === '' ? 20 : Number(rest);
    if (!Number.isInteger(count) || count < 1) throw new Error(`.log takes a number of lines, not "${rest}"`);
    say(desk.log.length === 0 ? 'no line of the log since this session began' : desk.log.slice(-count).join('\n'));
  } else throw new Error(`there is no command .${name}: .help shows those there are`);
  return true;
}
