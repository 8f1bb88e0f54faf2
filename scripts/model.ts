// npm run model: the thing model as the platform imports it, and the services as a page for people.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import pc from 'picocolors';
import { loadBoard } from './bundle/board.ts';
import { readCodes } from './model/codes.ts';
import { page } from './model/page.ts';
import { checkGenerated, generated, writeGenerated } from './model/readme.ts';
import { servicesOf } from './model/services.ts';
import { thingModel } from './model/tsl.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The board of the page that is kept in the repository. */
const BOARD = 'esp32-devkit-v1';

const program = new Command('npm run model --')
  .description(
    "Writes a board's thing model, TSL in JSON, for the platform's import. What TSL has no words for is told.",
  )
  .option('--board <name>', 'the board, a file of board/ without .ts', BOARD)
  .option('--product-key <key>', "the product's key; the import takes the model for that product", 'a1Bcd')
  .option('--out <file>', 'write to this file (default: standard output)')
  .option('--markdown', 'a page for people in place of TSL: parameters, results, codes, properties, events')
  .option('--write', "bring README.md's tables and docs/model.md up to date, and do nothing else")
  .option('--check', 'fail when one of them is not')
  .helpOption('--help', 'show this help')
  .parse();

interface Flags {
  board: string;
  productKey: string;
  out?: string;
  markdown?: boolean;
  write?: boolean;
  check?: boolean;
}

async function main(flags: Flags): Promise<void> {
  const services = servicesOf(ROOT);
  const codes = readCodes(ROOT);
  const model = async (name: string) => {
    const board = await loadBoard(name);
    const { tsl, left } = thingModel(flags.productKey, services, board.pins);
    return { tsl, left, page: page({ board, services, codes, left }) };
  };
  if (flags.write || flags.check) {
    const files = await generated(ROOT, services, codes, (await model(BOARD)).page);
    return flags.write ? writeGenerated(files) : checkGenerated(files);
  }
  const { tsl, left, page: text } = await model(flags.board);
  const content = flags.markdown ? text : `${JSON.stringify(tsl, null, 2)}\n`;
  if (!flags.markdown) for (const line of left) console.error(`model: ${line}`);
  if (flags.out === undefined) process.stdout.write(content);
  else await writeFile(flags.out, content);
}

main(program.opts<Flags>()).catch((error: Error) => {
  console.error(pc.red(`model: ${error.message}`));
  process.exitCode = 1;
});
