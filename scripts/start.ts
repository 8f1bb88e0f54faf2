// npm start: the whole path on this computer, from the official client's call to a pin of a board, and back.
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { parsePort } from './cloud/flags.ts';
import { DEVICE_KINDS } from './device/open.ts';
import type { Ports } from './start/ports.ts';
import { run } from './start/run.ts';
import { createScreen, visible } from './start/screen.ts';

/** How long ending may take after Ctrl-C, in ms. */
const END_MS = 5000;

const { board, once, mqtt, http } = new Command('npm start --')
  .description('Builds the firmware, starts a cloud and a board on this computer, makes calls, and stays until Ctrl-C.')
  .addOption(
    new Option('--board <kind>', 'which board: a sandbox, or the interpreter that ESPRUINO names')
      .choices(DEVICE_KINDS)
      .default('virtual'),
  )
  .option('--once', 'end after the calls, with exit code 0 when all were good')
  .option('--mqtt <port>', 'port for devices, 0 for a free one (default: 1883, or the next free one)')
  .option('--http <port>', 'port for the API, 0 for a free one (default: 8080, or the next free one)')
  .addHelpText('after', '\nExample: npm start -- --once --board espruino')
  .parse()
  .opts<{ board: string; once?: boolean; mqtt?: string; http?: string }>();

const stopping = new AbortController();
// The terminal and npm may both send it: a second one changes nothing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stopping.abort();
    setTimeout(() => process.exit(1), END_MS).unref();
  });

async function main(): Promise<boolean> {
  const ports: Partial<Ports> = {};
  if (mqtt !== undefined) ports.mqtt = parsePort(mqtt, '--mqtt');
  if (http !== undefined) ports.http = parsePort(http, '--http');
  return run({ board, ports, once: once === true }, createScreen(process.stdout), stopping.signal);
}

main().then(
  (good) => {
    process.exitCode = good ? 0 : 1;
  },
  (error: unknown) => {
    // Ctrl-C is how it ends, unless it was to end by itself.
    if (stopping.signal.aborted) process.exitCode = once ? 1 : 0;
    else {
      const text = error instanceof Error ? error.message : String(error);
      const plain = text.split('\n').map(visible).join('\n');
      const colours = pc.createColors(pc.isColorSupported && process.stderr.isTTY === true);
      console.error(colours.red(`start: ${plain}`));
      process.exitCode = 1;
    }
  },
);
