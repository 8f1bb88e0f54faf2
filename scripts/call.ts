// npm run call: calls a device's service, by the official client or by a serial port, and prints its answer.
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { askOf, typedOf } from './call/ask.ts';
import { CallError } from './call/errors.ts';
import { type CommandLine, createCommand, readFlags } from './call/flags.ts';
import { hintOn } from './call/hints.ts';
import { type Outcome, outcomeOf } from './call/outcome.ts';
import { runCalls } from './call/run.ts';
import { createShow, type Show } from './call/show.ts';
import { spinning } from './call/spinner.ts';
import { coloursFor, isWatched, visible } from './call/terminal.ts';
import type { Transport } from './call/transport.ts';
import { BoardError } from './device/serial/problem.ts';

const command = createCommand().parse();
/** What is still to be said when a person ends a run. */
let interrupted: () => void = () => undefined;

/** Does what the command line says; true when all went well. */
async function main(): Promise<boolean> {
  const line = readFlags(command);
  if (line.completion !== undefined) {
    const { completionScript } = await import('./call/completion.ts');
    process.stdout.write(completionScript(line.completion));
    return true;
  }
  if (line.help || line.list || line.pins || line.service === undefined) {
    // It reads declarations with the compiler, which no call should wait for.
    const { tell } = await import('./call/tell.ts');
    return tell(line, command);
  }
  const typed = typedOf(line);
  const { openWays } = await import('./call/ways.ts');
  const ways = await spinning('reaching the board', !line.json && line.ports.length > 0, () => openWays(line));
  try {
    const ask = await askOf(line.service, typed, ways[0] as Transport);
    return await makeCalls(line, ways, ask);
  } finally {
    await Promise.all(ways.map((way) => way.close()));
  }
}

/** Makes the calls and shows what they brought; true when each was answered with 200. */
async function makeCalls(line: CommandLine, ways: Transport[], ask: Awaited<ReturnType<typeof askOf>>) {
  const rounds = line.repeat ?? (line.watch === undefined ? 1 : Number.POSITIVE_INFINITY);
  const inPlace = line.watch !== undefined && !line.json && isWatched(process.stdout, process.env);
  const show = createShow({
    out: process.stdout,
    error: process.stderr,
    environment: process.env,
    json: line.json,
    everyMs: line.watch,
    rounds: rounds > 1,
    clock: () => new Date(),
  });
  interrupted = () => show.end();
  const text = `${ask.service} on ${ways.length === 1 ? ways[0]?.device : `${ways.length} devices`}`;
  const hinted = new Set<string>();
  const good = await runCalls({
    transports: ways,
    call: (way) => outcomeOf(way, ask.make, () => performance.now()),
    rounds,
    everyMs: line.watch ?? 0,
    now: () => performance.now(),
    wait: (ms) => wait(ms),
    async onRound(outcomes) {
      show.round(outcomes);
      if (!inPlace) await hint(outcomes, ways, ask, show, hinted);
    },
    around: (round) => spinning(visible(text), !line.json && !inPlace, round),
  });
  show.end();
  return good;
}

/** Says once of each thing what would have been right. */
async function hint(
  outcomes: readonly Outcome[],
  ways: readonly Transport[],
  ask: { service: string; params: Record<string, unknown> },
  show: Show,
  hinted: Set<string>,
): Promise<void> {
  for (const [i, outcome] of outcomes.entries()) {
    const key = `${outcome.code} ${outcome.message}`;
    if (outcome.code === 200 || typeof outcome.code === 'string' || hinted.has(key)) continue;
    hinted.add(key);
    const text = await hintOn(outcome, ask, ways[i] as Transport);
    if (text !== undefined) show.note(text);
  }
}

process.once('SIGINT', () => {
  // The terminal shows ^C where the cursor is.
  if (process.stderr.isTTY) process.stderr.write('\n');
  interrupted();
  process.exit(130);
});
process.once('SIGTERM', () => process.exit(143));
// Who reads has had enough: head, or a pager that was left.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

main().then(
  (good) => {
    process.exitCode = good ? 0 : 1;
  },
  (error: Error) => {
    // The step 'call' is in the command's own name.
    const step = error instanceof BoardError && error.step !== 'call' ? `${error.step}: ` : '';
    const code = error instanceof CallError ? `${error.code}: ` : step;
    const { red } = coloursFor(process.stderr, process.env);
    console.error(`${red('call:')} ${visible(`${code}${error.message}`)}`);
    process.exitCode = 1;
  },
);
