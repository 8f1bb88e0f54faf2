// npm run flash: puts the firmware onto a board, or Espruino itself onto an ESP32.
import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { thousands } from './bundle/budget.ts';
import { build } from './bundle/build.ts';
import { openBoard } from './device/serial/board.ts';
import { parseBaud } from './device/serial/flags.ts';
import { THROTTLES, type Throttle } from './device/serial/pace.ts';
import { openPort } from './device/serial/port.ts';
import { choosePort, describePort, listPorts } from './device/serial/ports.ts';
import { explain } from './device/serial/problem.ts';
import { located, mapperOf } from './device/serial/source.ts';
import { flashBundle } from './flash/bundle.ts';
import { flashFirmware } from './flash/firmware.ts';
import { readImages } from './flash/images.ts';
import { createProgress } from './flash/progress.ts';
import { refuseWords } from './words.ts';

interface Flags {
  port?: string;
  baud?: string;
  list?: boolean;
  target?: string;
  debug?: boolean;
  bundle?: string;
  throttle: Throttle;
  firmware?: string[];
  erase?: boolean;
}

const program = new Command('npm run flash --')
  .description(
    "Builds the firmware, puts it into a board's Storage, compares it there, restarts the board and sees it boot.",
  )
  .option('--port <port>', 'a serial device, tcp://host:port, or auto')
  .option('--baud <rate>', 'speed of the port (default: 115200)')
  .option('--list', 'list the ports there are, and do nothing else')
  .option('--target <name>', 'build for this board, a file of board/ without .ts')
  .option('--debug', 'put the readable bundle there, to step through at the REPL')
  .option('--bundle <file>', 'put this file there in place of building one')
  .addOption(new Option('--throttle <when>', 'send in small bursts').choices(THROTTLES).default('auto'))
  .option('--firmware <files...>', 'put Espruino itself onto an ESP32: its .bin files, or FILE@0xADDRESS')
  .option('--erase', 'with --firmware: erase the whole flash first, Storage and settings too')
  .addHelpText(
    'after',
    `
Examples:
  npm run flash -- --list
  npm run flash -- --port auto
  npm run flash -- --port /dev/ttyUSB0 --firmware bootloader.bin partitions_espruino.bin espruino_esp32.bin`,
  );

/** Builds the bundle and gives its path. */
async function built(flags: Flags): Promise<string> {
  const target = flags.target ? { target: flags.target } : {};
  const made = await build({ ...target, ...(flags.debug ? { debug: true } : {}) });
  for (const warning of made.warnings) console.error(`warning: ${warning}`);
  console.log(`bundle   ${relative('', made.file)}: ${thousands(made.bytes)} bytes`);
  return made.file;
}

/** Puts the bundle there, built first unless a file is named. */
async function bundleOnto(flags: Flags): Promise<void> {
  const board = await openBoard({
    port: flags.port,
    baud: parseBaud(flags.baud),
    throttle: flags.throttle,
    interrupt: true,
  });
  try {
    const { board: kind, version, interrupted } = board.info;
    const how = interrupted ? ', interrupted with Ctrl-C' : '';
    console.log(`board    ${kind}, Espruino ${version} at ${board.console.port.name}${how}`);
    const file = flags.bundle ?? (await built(flags));
    const map = await mapperOf(file);
    const { boot } = await flashBundle(board, file, createProgress('upload  '), (line) => console.log(line)).catch(
      (error: unknown) => {
        throw located(error, map);
      },
    );
    const { name } = board.console.port;
    const trouble = boot.lines.find((line) => /^E \d/.test(line));
    console.log(
      trouble === undefined
        ? `next     npm run call -- --port ${name} SetPin pin=led value=1`
        : `says     ${map(trouble)}\nnext     npm run provision -- --port ${name}`,
    );
  } finally {
    await board.close();
  }
}

/** Puts Espruino onto the chip. */
async function firmwareOnto(flags: Flags, files: readonly string[]): Promise<void> {
  const images = await readImages(files);
  const baud = parseBaud(flags.baud);
  const port = await openPort(await choosePort(flags.port), baud);
  const progress = createProgress('firmware');
  try {
    const chip = await flashFirmware(port, images, { baud, erase: flags.erase ?? false, progress: progress.at });
    progress.end();
    console.log(`chip     ${chip}`);
    for (const { file, address, bytes } of images)
      console.log(`firmware ${file} at 0x${address.toString(16)}: ${thousands(bytes.length)} bytes, compared by MD5`);
    console.log(`next     npm run flash -- --port ${port.name}`);
  } finally {
    progress.end();
    await port.close();
  }
}

async function main(): Promise<void> {
  const flags = refuseWords(program, 'files go by --bundle or --firmware').parse().opts<Flags>();
  if (flags.list) {
    const ports = await listPorts();
    console.log(ports.length === 0 ? 'no serial ports found' : ports.map(describePort).join('\n'));
  } else if (flags.firmware) await firmwareOnto(flags, flags.firmware);
  else await bundleOnto(flags);
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(`flash: ${explain(error)}`);
    process.exit(1);
  },
);
