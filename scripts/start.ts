// npm start: the whole path on this computer, from the official client's call to a pin of a board, and back.
import { Command } from 'commander';
import { runCommand } from './start/command.ts';
import { addStageFlags, type StageFlags, stageOptions } from './start/flags.ts';
import { run } from './start/run.ts';
import { createScreen } from './start/screen.ts';
import { refuseWords } from './words.ts';

const program = addStageFlags(
  new Command('npm start --').description(
    'Builds the firmware where it changed, starts a cloud and a board on this computer, makes calls, and stays until Ctrl-C.',
  ),
)
  .option('--target <name>', 'the board that it is built for, a file of board/ without .ts (default: esp32-devkit-v1)')
  .option('--once', 'end after the calls, with exit code 0 when all were good')
  .option('--open', 'open the board page in the browser')
  .addHelpText(
    'after',
    `
Examples:
  npm start -- --open
  npm start -- --once --board espruino
  npm start -- --port /dev/ttyUSB0`,
  );
refuseWords(program).parse();

const { target, once, open, ...flags } = program.opts<
  StageFlags & { target?: string; once?: boolean; open?: boolean }
>();

runCommand('start', once === true, async (signal) => {
  const opened = open && (async (address: string) => (await import('open')).default(address));
  const options = { ...stageOptions(flags), target, once: once === true, ...(opened ? { open: opened } : {}) };
  return run(options, createScreen(process.stdout), signal);
});
