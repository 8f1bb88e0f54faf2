// npm run logs: follows a board's log, positions mapped to the sources.
import { Command, Option } from 'commander';
import { createConsole } from './device/serial/console.ts';
import { parseBaud, parseSeconds } from './device/serial/flags.ts';
import { openPort } from './device/serial/port.ts';
import { choosePort } from './device/serial/ports.ts';
import { explain } from './device/serial/problem.ts';
import { findMapper } from './device/serial/source.ts';
import { createHeld } from './logs/held.ts';
import { LEVELS, type LogLine, showLine } from './logs/line.ts';
import { refuseWords } from './words.ts';

interface Flags {
  port?: string;
  baud?: string;
  json?: boolean;
  level: LogLine['level'];
  map: boolean;
  seconds?: string;
}

const program = new Command('npm run logs --')
  .description("Follows a board's log until Ctrl-C. Errors are shown with the sources' file and line.")
  .option('--port <port>', 'a serial device, tcp://host:port, or auto')
  .option('--baud <rate>', 'speed of the port (default: 115200)')
  .option('--json', 'a JSON object a line: time, and of the board level, seconds since its start, room, text')
  .addOption(new Option('--level <least>', 'leave out what is below').choices(LEVELS).default('I'))
  .option('--no-map', 'only listen: send the board nothing, and show positions as they are')
  .option('--seconds <n>', 'end after so many seconds');

/** Follows the log until the port is gone, the time is over, or Ctrl-C. */
async function main(): Promise<void> {
  const flags = refuseWords(program).parse().opts<Flags>();
  const limitMs = flags.seconds === undefined ? undefined : parseSeconds('--seconds', flags.seconds) * 1000;
  const how = {
    json: flags.json ?? false,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
    least: flags.level,
  };
  // Whoever reads no further, as `head` does, has seen enough.
  process.stdout.on('error', () => process.exit(0));
  const held = createHeld((line) => {
    const shown = showLine(line, { ...how, now: new Date() });
    if (shown !== undefined) console.log(shown);
  });
  const port = await openPort(await choosePort(flags.port), parseBaud(flags.baud));
  const end = new Promise<void>((resolve) => {
    // The listeners of signals are given the signal's name.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    if (limitMs !== undefined) setTimeout(resolve, limitMs);
  });
  const talk = createConsole(port);
  talk.onLine((line) => {
    if (line.trim() !== '') held.line(line);
  });
  const asTheyAre = (why?: string): void => {
    if (why !== undefined) console.error(`logs: ${why}`);
    held.release((text) => text);
  };
  if (flags.map)
    // A board that does not answer, as one that is busy, is listened to all the same.
    void findMapper(talk).then(
      (found) => (typeof found === 'string' ? asTheyAre(found) : held.release(found)),
      () => asTheyAre('the board does not answer: positions are shown as they are'),
    );
  else asTheyAre();
  console.error(`logs: following ${port.name}, Ctrl-C ends it`);
  const why = await Promise.race([end, port.closed]);
  asTheyAre();
  if (why !== undefined) throw new Error(`${port.name}: ${why}`);
  await port.close();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(`logs: ${explain(error)}`);
    process.exit(1);
  },
);
