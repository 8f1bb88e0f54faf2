// npm run size: what each room of the sources weighs in the bundle.
import { Command } from 'commander';
import pc from 'picocolors';
import { BUDGET_BYTES, bytesOverBudget, thousands } from './bundle/budget.ts';
import { build } from './bundle/build.ts';
import { checkSizeTable, writeSizeTable } from './bundle/readme.ts';
import { gzipBytes, sizeByRoom, sizeTable } from './bundle/rooms.ts';

const README = 'README.md';

const program = new Command('size')
  .description('Builds the bundle and prints what each room of the sources weighs in it.')
  .option('--target <name>', 'the board, a file of board/ without .ts (default: esp32-devkit-v1)')
  .option('--write', `put the table between <!-- size:begin --> and <!-- size:end --> in ${README}`)
  .option('--check', `fail when the table in ${README} is not today's`)
  .helpOption('--help', 'show this help');

program.parse();
const { target, write, check } = program.opts<{ target?: string; write?: boolean; check?: boolean }>();
try {
  // Weighed here, and held against the budget by `npm run build`: the table is wanted most when the bundle is too big.
  const made = await build({ target, budget: Number.POSITIVE_INFINITY });
  const table = sizeTable(sizeByRoom(made), BUDGET_BYTES);
  console.log(table);
  const over = bytesOverBudget(made.bytes);
  console.log(`${thousands(gzipBytes(made.code))} bytes after gzip`);
  if (over > 0) console.log(pc.yellow(`${thousands(over)} bytes over the budget`));
  if (write) await writeSizeTable(README, table);
  if (check) await checkSizeTable(README, table);
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
