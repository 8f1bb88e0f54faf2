// How outcomes are shown: results on standard output, everything else on standard error.
import pc from 'picocolors';
import { createFigures, type Figures, inMs, summary } from './figures.ts';
import { isGood, type Outcome } from './outcome.ts';
import { answersTable, said, table } from './table.ts';
import { clipped, coloursFor, isWatched, jsonLine, type Stream, visible } from './terminal.ts';

/** Shows the rounds of a run: each is one call to every device. */
export interface Show {
  /** Called once a round with all its outcomes. */
  round(outcomes: readonly Outcome[]): void;
  /** A line for people. */
  note(text: string): void;
  /** The figures of the whole run, on standard error. */
  end(): void;
}

/** What is to be shown. */
export interface Showing {
  readonly out: Stream;
  readonly error: Stream;
  readonly environment: NodeJS.ProcessEnv;
  /** One JSON object a line, nothing else. */
  readonly json: boolean;
  /** Between the rounds of a watch, in ms; undefined without. */
  readonly everyMs?: number | undefined;
  /** Whether there is more than one round. */
  readonly rounds: boolean;
  /** The time of day, for a watch. */
  readonly clock: () => Date;
}

export function createShow(showing: Showing): Show {
  const { out, error, environment, json, everyMs, rounds, clock } = showing;
  const colours = coloursFor(out, environment);
  const errorColours = coloursFor(error, environment);
  const inPlace = everyMs !== undefined && !json && isWatched(out, environment);
  const perDevice = new Map<string, Figures>();
  const all = createFigures();
  let drawn = 0;

  const note = (text: string) => void error.write(`${errorColours.red('call:')} ${visible(text)}\n`);
  const print = (text: string) => void out.write(`${text}\n`);

  /** The round's lines take the place of the last one's. */
  function draw(outcomes: readonly Outcome[]): void {
    const columns = out.columns ?? 80;
    const most = Math.max(3, (out.rows ?? 24) - 1);
    const time = clock().toTimeString().slice(0, 8);
    const body = outcomes.length === 1 ? outcomes.map(lineOf) : tableOf(outcomes, columns);
    const lines = [clipped(`every ${(everyMs ?? 0) / 1000} s, ${time}, ${summary(all)}`, columns), ...body];
    const shown = lines.length > most ? [...lines.slice(0, most - 1), `${lines.length - most + 1} more lines`] : lines;
    out.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${shown.join('\n')}\n`);
    drawn = shown.length;
  }

  /** A line that the terminal breaks would be drawn over by half: a table that is too wide is cut, and has no colours. */
  function tableOf(outcomes: readonly Outcome[], columns: number): string[] {
    const lines = answersTable(outcomes, true, pc.createColors(false)).split('\n');
    if (lines.some((line) => clipped(line, columns) !== line)) return lines.map((line) => clipped(line, columns));
    return answersTable(outcomes, true, colours).split('\n');
  }

  function lineOf(outcome: Outcome): string {
    const colour = isGood(outcome) ? colours.green : colours.red;
    const text = `${outcome.code} ${said(outcome)}  ${inMs(outcome.ms)}`;
    return colour(clipped(text, out.columns ?? 80));
  }

  function line(outcome: Outcome, many: boolean): void {
    const { device, code, data, message, text } = outcome;
    const who = many ? `${visible(device)} ` : '';
    if (typeof code === 'string') {
      // The step 'call' is in the command's own name.
      note(`${who}${code === 'call' ? '' : `${code}: `}${message}`);
      return;
    }
    const answer = text ?? jsonLine({ code, data, ...(message === '' ? {} : { message }) });
    const colour = isGood(outcome) ? colours.green : colours.red;
    print(`${who}${out.isTTY === true ? colour(text === undefined ? answer : visible(answer)) : answer}`);
  }

  return {
    note,
    round(outcomes) {
      for (const outcome of outcomes) {
        all.add(outcome);
        const figures = perDevice.get(outcome.device) ?? createFigures();
        perDevice.set(outcome.device, figures);
        figures.add(outcome);
      }
      if (json) for (const outcome of outcomes) print(jsonOf(outcome));
      else if (inPlace) draw(outcomes);
      else if (rounds || outcomes.length === 1) for (const outcome of outcomes) line(outcome, outcomes.length > 1);
      else print(answersTable(outcomes, out.isTTY === true, colours));
    },
    end() {
      if (!rounds || all.calls === 0) return;
      if (perDevice.size > 1) error.write(`${figuresTable(perDevice, error.isTTY === true)}\n`);
      error.write(`${summary(all)}\n`);
    },
  };
}

/** One outcome for programs: these five members, always. */
export function jsonOf({ device, code, data, message, ms }: Outcome): string {
  return jsonLine({ device, code, data, message, ms: Math.round(ms * 10) / 10 });
}

function figuresTable(perDevice: ReadonlyMap<string, Figures>, boxed: boolean): string {
  const time = (ms: number | undefined) => (ms === undefined ? '' : inMs(ms));
  const rows = [...perDevice].map(([device, figures]) => [
    visible(device),
    String(figures.calls),
    String(figures.failed),
    time(figures.percentile(0.5)),
    time(figures.percentile(0.99)),
  ]);
  return table(['device', 'calls', 'failed', 'p50', 'p99'], rows, boxed);
}
