// npm run repl: a terminal on a board's console, with the firmware's commands on top.
import { Command } from 'commander';
import { openBoard } from './device/serial/board.ts';
import { parseBaud } from './device/serial/flags.ts';
import { explain } from './device/serial/problem.ts';
import { HELP } from './repl/commands.ts';
import { runSession } from './repl/session.ts';
import { refuseWords } from './words.ts';

const program = new Command('npm run repl --')
  .description("A terminal on a board's console. Errors are shown with the sources' file and line.")
  .option('--port <port>', 'a serial device, tcp://host:port, or auto')
  .option('--baud <rate>', 'speed of the port (default: 115200)')
  .option('--interrupt', 'send Ctrl-C to a board that does not answer')
  .addHelpText('after', `\n${HELP}`);

async function main(): Promise<boolean> {
  const flags = refuseWords(program).parse().opts<{ port?: string; baud?: string; interrupt?: boolean }>();
  const board = await openBoard({ port: flags.port, baud: parseBaud(flags.baud), interrupt: flags.interrupt ?? false });
  try {
    const { board: kind, version } = board.info;
    console.error(
      `repl: ${kind}, Espruino ${version} at ${board.console.port.name}; .help shows the commands, Ctrl-D leaves`,
    );
    return await runSession(
      board,
      process.stdin,
      process.stdout,
      process.stdout.isTTY === true && !process.env.NO_COLOR,
    );
  } finally {
    await board.close();
  }
}

main().then(
  (good) => process.exit(good ? 0 : 1),
  (error) => {
    console.error(`repl: ${explain(error)}`);
    process.exit(1);
  },
);
