// npm run build: makes dist/firmware.js, and dist/mqtt.js beside it, and says what they weigh.
import { relative } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { thousands } from './bundle/budget.ts';
import type { Build } from './bundle/build.ts';
import { build } from './bundle/build.ts';

const program = new Command('build')
  .description('Bundles the firmware for a board, checks that Espruino can run it, and holds it against its budget.')
  .option('--target <name>', 'the board, a file of board/ without .ts (default: esp32-devkit-v1)')
  .option('--debug', 'a readable bundle, dist/firmware.debug.js, checked but not weighed')
  .helpOption('--help', 'show this help');

/** `dist/firmware.js  5,120 of 8,192 bytes (62 %)  0.9 s`. */
function summary({ file, bytes, budget, ms }: Build): string {
  const size = budget
    ? `${thousands(bytes)} of ${thousands(budget)} bytes (${Math.round((100 * bytes) / budget)} %)`
    : `${thousands(bytes)} bytes, readable`;
  return `${pc.bold(relative('', file))}  ${size}  ${(ms / 1000).toFixed(1)} s`;
}

program.parse();
try {
  const options = program.opts<{ target?: string; debug?: boolean }>();
  for (const module of [false, true]) {
    const made = await build({ ...options, module });
    for (const warning of made.warnings) console.error(pc.yellow(`warning: ${warning}`));
    console.log(summary(made));
  }
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
