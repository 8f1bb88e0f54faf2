// npm test: builds the bundle, then runs the test files.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import pc from 'picocolors';
import { thousands } from './bundle/budget.ts';
import { build } from './bundle/build.ts';
import { countTests, describeCount, findTests } from './test/testRun.ts';

/** Longest that one test file may take, in ms: what hangs is a failure, not a wait. */
const FILE_TIME_LIMIT = 300_000;

const root = fileURLToPath(new URL('../', import.meta.url));

const program = new Command('test')
  .description('Builds the bundle and runs the tests.')
  .argument('[part...]', 'only test files whose path has one of these parts in it, such as bundle/check')
  .option('--name <pattern>', 'only tests whose name matches this regular expression')
  .option('--no-build', 'take dist/firmware.js as it is')
  .helpOption('--help', 'show this help');

program.parse();
const options = program.opts<{ name?: string; build: boolean }>();
try {
  const files = findTests(listFiles(root, 'test'), program.args);
  if (options.build) {
    // The budget is for `npm run build` to hold: tests run on a bundle that is still too big.
    const { file, bytes, warnings } = await build({ budget: Number.POSITIVE_INFINITY });
    for (const warning of warnings) console.error(pc.yellow(`warning: ${warning}`));
    console.log(`${relative('', file)}  ${thousands(bytes)} bytes`);
  }
  // The children inherit how this process was started, and with it the loader for TypeScript.
  const stream = run({
    files: files.map((file) => join(root, file)),
    concurrency: Math.max(2, availableParallelism()),
    timeout: FILE_TIME_LIMIT,
    ...(options.name === undefined ? {} : { testNamePatterns: [new RegExp(options.name)] }),
  });
  const counting = countTests(stream);
  for await (const text of stream.compose(new spec())) process.stdout.write(text);
  const count = await counting;
  console.log(describeCount(count));
  if (count.failed > 0 || count.passed === 0) process.exitCode = 1;
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}

/** Every file below `folder`, as paths from `root`. */
function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
