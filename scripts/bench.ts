// npm run bench: what one call costs on the real interpreter, beside the least that any script could cost.
import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import pc from 'picocolors';
import { findCounter } from './bench/count.ts';
import { bench } from './bench/measure.ts';
import { benchTable } from './bench/table.ts';
import { replaceBetween } from './bundle/readme.ts';
import { checkInterpreter, findInterpreter } from './device/espruino/interpreter.ts';

const program = new Command('npm run bench --')
  .description(
    'Measures the bundle on the interpreter: bytes, instructions of a call, JsVars subscribed and at their peak.',
  )
  .option('--bundle <file>', 'the bundle', 'dist/firmware.js')
  .option('--peers <folder>', "a folder with Espruino's modules MQTT.js and tinyMQTT.js, measured in the same run")
  .option('--json', 'print every figure as JSON')
  .option('--write', 'put the table between <!-- bench:begin --> and <!-- bench:end --> of the README')
  .option('--readme <file>', 'the file that --write changes', 'README.md')
  .addHelpText(
    'after',
    `
ESPRUINO names the interpreter (unset: /usr/local/bin/espruino). A JsVar of a build for 64 bits is larger than an ESP32's
and holds more of a string: compare JsVars on a build for 32 bits only. Instructions need Valgrind, or perf where the
system lets it count; without them all else is measured. They are those of the whole interpreter from the packet's arrival
to the reply's write, its network library left out. A peak is the least memory in which the call is answered. What is
measured and what is compared with it come from the same run: no figure is kept.`,
  )
  .helpOption('--help', 'show this help');

/** Says what is measured, to a person only. */
function step(what: string): void {
  if (process.stderr.isTTY) console.error(pc.dim(`measuring ${what}`));
}

async function main(): Promise<void> {
  const { bundle, peers, json, write, readme } = program.opts<{
    bundle: string;
    peers?: string;
    json?: boolean;
    write?: boolean;
    readme: string;
  }>();
  const executable = checkInterpreter(findInterpreter());
  const counter = findCounter();
  if (counter === undefined)
    console.error(pc.yellow('instructions are left out: install valgrind, whose callgrind counts them'));
  // Before all is measured, as that takes minutes.
  if (write) replaceBetween(await readFile(readme, 'utf8'), 'bench', '');
  const found = await bench({ executable, bundle, peers, counter, onStep: step });
  const table = benchTable(found);
  console.log(json ? JSON.stringify(found, null, 2) : table);
  if (write) await writeFile(readme, replaceBetween(await readFile(readme, 'utf8'), 'bench', `\n${table}\n`));
}

program.parse();
try {
  await main();
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
