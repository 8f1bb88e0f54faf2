// What `npm start` shows: one line a thing, colours only on a terminal.
import { relative } from 'node:path';
import pc from 'picocolors';
import { thousands } from '../bundle/budget.ts';
import type { Build } from '../bundle/build.ts';
import type { Outcome } from './demo.ts';
import type { Ports } from './ports.ts';

/** The lines of `npm start`. */
export interface Screen {
  bundle(build: Build): void;
  /** The cloud's addresses. A port other than the one in `usual` is explained. */
  cloud(host: string, ports: Ports, usual: Ports): void;
  online(board: string, ms: number): void;
  call(outcome: Outcome): void;
  /** What to type next. */
  next(once: boolean): void;
  /** A line of the cloud's. */
  event(line: string): void;
  /** A line of the board's console, shown unless it is only information. */
  console(line: string): void;
}

/** Where lines go. */
export interface Sink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Makes a screen on `out`. */
export function createScreen(out: Sink): Screen {
  // On its own picocolors also colours a pipe where the variable CI is set.
  const colours = pc.createColors(pc.isColorSupported && out.isTTY === true);
  const print = (text: string) => out.write(`${text}\n`);
  const line = (label: string, text: string) => print(`${colours.dim(label.padEnd(8))} ${text}`);
  return {
    bundle({ file, bytes, budget, ms, warnings }) {
      for (const warning of warnings) line('warning', colours.yellow(warning));
      const share = budget ? ` of ${thousands(budget)} bytes (${Math.round((100 * bytes) / budget)} %)` : ' bytes';
      line('bundle', `${relative('', file)}: ${thousands(bytes)}${share}, built in ${(ms / 1000).toFixed(1)} s`);
    },
    cloud(host, ports, usual) {
      const instead = (port: number, wanted: number) => (port === wanted ? '' : ` (${wanted} is in use)`);
      const mqtt = `MQTT ${host}:${ports.mqtt}${instead(ports.mqtt, usual.mqtt)}`;
      line('cloud', `${mqtt}, API http://${host}:${ports.http}${instead(ports.http, usual.http)}`);
    },
    online: (board, ms) => line('board', `${board}: online in ${Math.round(ms)} ms`),
    call({ step, result, problem }) {
      const asked = `${step.service} ${JSON.stringify(step.params)}`;
      const took = result ? ` in ${Math.round(result.ms)} ms` : '';
      const answer = visible(result ? `${result.code} ${JSON.stringify(result.data)}` : 'no answer');
      const verdict = problem === undefined ? colours.green(answer) : colours.red(`${answer}: ${visible(problem)}`);
      line('call', `${asked} -> ${verdict}${took}`);
    },
    next(once) {
      if (once) line('next', `${colours.bold('npm start')} keeps the board running; Ctrl-C ends it`);
      else {
        line('next', `${colours.bold(`npm run call -- SetPin '{"pin":"led","value":1}'`)}  in another terminal`);
        line('', 'Ctrl-C ends the board and the cloud');
      }
    },
    event: (text) => print(text),
    console(text) {
      if (text.trim() === '' || /^I /.test(text)) return;
      const plain = visible(text);
      line('console', plain.startsWith('W ') ? colours.yellow(plain) : colours.red(plain));
    },
  };
}

/** Text with its control characters made visible, so that what a board says cannot steer the terminal. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
