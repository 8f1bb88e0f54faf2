// npm run size: what each room of the sources weighs in the bundle, and what the client on its own weighs.
import { relative } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { BUDGET_BYTES, bytesOverBudget, MODULE_BUDGET_BYTES, thousands } from './bundle/budget.ts';
import { build } from './bundle/build.ts';
import { checkSizeTable, writeSizeTable } from './bundle/readme.ts';
import { gzipBytes, moduleTable, sizeByRoom, sizeTable } from './bundle/rooms.ts';

const README = 'README.md';

const program = new Command('size')
  .description('Builds the bundles and prints what each room of the sources weighs, and what dist/mqtt.js does.')
  .option('--target <name>', 'the board, a file of board/ without .ts (default: esp32-devkit-v1)')
  .option('--write', `put the tables between <!-- size:begin --> and <!-- size:end --> in ${README}`)
  .option('--check', `fail when the tables in ${README} are not today's`)
  .helpOption('--help', 'show this help');

program.parse();
const { target, write, check } = program.opts<{ target?: string; write?: boolean; check?: boolean }>();
try {
  // Weighed here, and held against the budget by `npm run build`: the table is wanted most when the bundle is too big.
  const made = await build({ target, budget: Number.POSITIVE_INFINITY });
  const alone = await build({ module: true, budget: Number.POSITIVE_INFINITY });
  const table = `${sizeTable(sizeByRoom(made), BUDGET_BYTES)}\n\n${moduleTable(alone.bytes, MODULE_BUDGET_BYTES)}`;
  console.log(table);
  for (const [{ file, bytes, code }, budget] of [
    [made, BUDGET_BYTES],
    [alone, MODULE_BUDGET_BYTES],
  ] as const) {
    const over = bytesOverBudget(bytes, budget);
    console.log(`${relative('', file)}: ${thousands(gzipBytes(code))} bytes after gzip`);
    if (over > 0) console.log(pc.yellow(`${relative('', file)}: ${thousands(over)} bytes over the budget`));
  }
  if (write) await writeSizeTable(README, table);
  if (check) await checkSizeTable(README, table);
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
