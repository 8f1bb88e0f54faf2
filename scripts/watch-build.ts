// npm run watch-build: what is saved is built, checked, weighed, and running on the board a moment later.
import { Command } from 'commander';
import { runCommand } from './start/command.ts';
import { addStageFlags, type StageFlags, stageOptions } from './start/flags.ts';
import { createScreen } from './start/screen.ts';
import { watchBuild } from './watch/run.ts';
import { refuseWords } from './words.ts';

const program = addStageFlags(
  new Command('npm run watch-build --').description(
    'Builds the firmware at every save, checks and weighs it, and starts the board with it; the cloud goes on. Ends at Ctrl-C.',
  ),
)
  .option('--target <name>', 'the board that it is built for, a file of board/ without .ts (default: esp32-devkit-v1)')
  .addHelpText(
    'after',
    `
Examples:
  npm run watch-build
  npm run watch-build -- --board espruino
  npm run watch-build -- --port /dev/ttyUSB0`,
  );
refuseWords(program).parse();

const { target, ...flags } = program.opts<StageFlags & { target?: string }>();

runCommand('watch-build', false, async (signal) =>
  watchBuild({ ...stageOptions(flags), target }, createScreen(process.stdout), signal),
);
