// What `npm start` shows: one line a thing, colours and a spinner only where a person watches.
import { relative } from 'node:path';
import pc from 'picocolors';
import yoctoSpinner from 'yocto-spinner';
import { thousands } from '../bundle/budget.ts';
import { visible } from '../call/terminal.ts';
import type { CloudEvents } from '../cloud/events.ts';
import type { Made } from './builder.ts';
import { type CallWords, wordsOfCall, wordsOfOutcome } from './callWords.ts';
import type { Outcome } from './demo.ts';
import type { Ports } from './ports.ts';

/** The lines of `npm start`. */
export interface Screen {
  /** Says that something is under way, until what is returned is called. */
  busy(label: string, text: string): () => void;
  say(label: string, text: string): void;
  /** A bundle; `kept` where it was built by an earlier command. */
  bundle(made: Made & { readonly kept?: boolean }): void;
  /** The cloud's addresses. A port other than the one in `usual` is explained. */
  cloud(host: string, ports: Ports, usual: Ports): void;
  online(board: string, ms: number): void;
  call(outcome: Outcome): void;
  /** A call that somebody made. */
  called(call: CloudEvents['call']): void;
  /** What to type next. */
  next(commands: readonly string[], last: string): void;
  /** A line of the cloud's. */
  event(line: string): void;
  /** A line of the board's console, shown unless it is only information. */
  console(line: string): void;
  /** Something that went wrong, a line each. */
  problem(text: string): void;
}

/** Where lines go. */
export interface Sink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Makes a screen on `out`. */
export function createScreen(out: Sink): Screen {
  const watched = out.isTTY === true;
  // On its own picocolors also colours a pipe where the variable CI is set.
  const colours = pc.createColors(pc.isColorSupported && watched);
  /** What is under way, as it is shown, the newest last. */
  const underWay: string[] = [];
  let spinner: ReturnType<typeof yoctoSpinner> | undefined;
  const print = (text: string) => out.write(`${text}\n`);
  const labelled = (label: string, text: string) => `${colours.dim(label.padEnd(8))} ${text}`;
  const line = (label: string, text: string) => print(labelled(label, text));
  function lineOfCall({ asked, answer, problem, ms }: CallWords): void {
    const said = problem === undefined ? colours.green(answer) : colours.red(`${answer}: ${problem}`);
    line('call', `${asked} -> ${said}${ms === undefined ? '' : ` in ${Math.round(ms)} ms`}`);
  }
  return {
    busy(label, text) {
      if (!watched) {
        line(label, text);
        return () => undefined;
      }
      const shown = labelled(label, text);
      underWay.push(shown);
      // Two spinners would write into each other's line: one shows the newest of what is under way.
      if (spinner) spinner.text = shown;
      else {
        const stream = out as unknown as NodeJS.WriteStream;
        // Ctrl-C is not the spinner's to end the command.
        spinner = yoctoSpinner({ text: shown, stream, handleSignals: false }).start();
      }
      return () => {
        const at = underWay.indexOf(shown);
        if (at >= 0) underWay.splice(at, 1);
        const next = underWay.at(-1);
        if (spinner && next !== undefined) spinner.text = next;
        else {
          spinner?.stop();
          spinner = undefined;
        }
      };
    },
    say: line,
    bundle({ file, bytes, budget, ms, warnings, kept }) {
      for (const warning of warnings) line('warning', colours.yellow(warning));
      const share = budget ? ` of ${thousands(budget)} bytes (${Math.round((100 * bytes) / budget)} %)` : ' bytes';
      const how = kept ? 'nothing changed since it was built' : `built in ${(ms / 1000).toFixed(1)} s`;
      line('bundle', `${relative('', file)}: ${thousands(bytes)}${share}, ${how}`);
    },
    cloud(host, ports, usual) {
      const instead = (port: number, wanted: number) => (port === wanted ? '' : ` (${wanted} is in use)`);
      const mqtt = `MQTT ${host}:${ports.mqtt}${instead(ports.mqtt, usual.mqtt)}`;
      line('cloud', `${mqtt}, API http://${host}:${ports.http}${instead(ports.http, usual.http)}`);
    },
    online: (board, ms) => line('board', `${board}: online in ${Math.round(ms)} ms`),
    call: (outcome) => lineOfCall(wordsOfOutcome(outcome)),
    called: (call) => lineOfCall(wordsOfCall(call)),
    next(commands, last) {
      for (const [i, command] of commands.entries()) line(i === 0 ? 'next' : '', colours.bold(command));
      line(commands.length === 0 ? 'next' : '', last);
    },
    event: (text) => print(text),
    console(text) {
      if (text.trim() === '' || /^I /.test(text)) return;
      const plain = visible(text);
      line('console', plain.startsWith('W ') ? colours.yellow(plain) : colours.red(plain));
    },
    problem(text) {
      for (const one of text.split('\n')) print(colours.red(visible(one)));
    },
  };
}
