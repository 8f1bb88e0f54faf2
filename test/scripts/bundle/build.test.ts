import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BuildError, build } from '../../../scripts/bundle/build.ts';
import { findInterpreter } from '../../../scripts/device/espruino/interpreter.ts';
import type { Project } from './project.ts';
import { makeProject } from './project.ts';
import { runOnEspruino, runOnNode } from './run.ts';

const espruino = findInterpreter();

describe('a build', () => {
  let project: Project;
  before(async () => {
    project = await makeProject();
  });
  after(() => project.remove());

  test('writes one ES5 function, minified, with its const enums inlined and its bytes escaped', async () => {
    const { file, code, bytes } = await build({ root: project.root });
    assert.equal(file, join(project.root, 'dist/firmware.js'));
    assert.equal(await readFile(file, 'utf8'), code);
    assert.equal(bytes, code.length);
    assert.match(code, /^!function\(\)\{[\s\S]*\}\(\);\n$/);
    assert.match(code, /\\x82/);
    assert.doesNotMatch(code, /Packet|CONNECT|comment|import|sourceMappingURL/);
  });

  test('prints the same on Node and on the real interpreter', {
    skip: espruino ? false : 'no interpreter found',
  }, async () => {
    const { code } = await build({ root: project.root });
    assert.equal(await runOnNode(code), '1.2.3 esp32-devkit-v1 4,led 3 3');
    assert.equal(await runOnEspruino(espruino as string, code), '1.2.3 esp32-devkit-v1 4,led 3 3');
  });

  test('writes the source map beside the bundle, and leaves nothing else', async () => {
    await build({ root: project.root });
    await build({ root: project.root, debug: true });
    const map = JSON.parse(await readFile(join(project.root, 'dist/firmware.js.map'), 'utf8'));
    assert.ok(map.sources.includes('../firmware/mqtt/packet.ts'));
    assert.deepEqual((await readdir(join(project.root, 'dist'))).sort(), [
      'firmware.debug.js',
      'firmware.debug.js.map',
      'firmware.js',
      'firmware.js.map',
    ]);
  });

  test('is the same to the byte each time', async () => {
    const one = await build({ root: project.root });
    const other = await build({ root: project.root });
    assert.equal(one.code, other.code);
    assert.equal(one.map, other.map);
  });

  test('for another board has that board in it', async () => {
    const { code } = await build({ root: project.root, target: 'other' });
    assert.equal(await runOnNode(code), '1.2.3 other 21,lamp 3 3');
  });

  test('for a board that is not there fails, naming those there are', async () => {
    await assert.rejects(build({ root: project.root, target: 'esp8266' }), {
      message: /no board named "esp8266" in board\/: there is esp32-devkit-v1, other/,
    });
  });

  test('to debug is readable, keeps its comments, and has no budget', async () => {
    const { file, code, budget } = await build({ root: project.root, debug: true, budget: 1 });
    assert.equal(file, join(project.root, 'dist/firmware.debug.js'));
    assert.match(code, /function head\(packet, length\)/);
    assert.match(code, /A comment that nobody needs/);
    assert.equal(budget, undefined);
    assert.equal(await runOnNode(code), '1.2.3 esp32-devkit-v1 4,led 3 3');
  });

  test('within its budget to the byte passes, and one byte beyond it fails, saying by how much', async () => {
    const { bytes } = await build({ root: project.root });
    assert.equal((await build({ root: project.root, budget: bytes })).bytes, bytes);
    await assert.rejects(build({ root: project.root, budget: bytes - 1 }), (error) => {
      assert.ok(error instanceof BuildError);
      assert.match(
        error.message,
        new RegExp(`firmware\\.js is 1 byte over its budget: ${bytes} of ${bytes - 1} bytes`),
      );
      return true;
    });
  });
});

describe('a build fails', () => {
  let project: Project;
  before(async () => {
    project = await makeProject();
  });
  after(() => project.remove());

  const failsWith = async (main: string, says: RegExp, debug = false) => {
    await project.write('firmware/main.ts', main);
    await assert.rejects(build({ root: project.root, debug }), { message: says });
  };

  test('on what Espruino cannot run, at its place in the sources', () =>
    failsWith(
      'var a = [1];\nprint(a);\na.length = 0;\n',
      /firmware\/main\.ts:3:1 assigning to \.length throws.*\(no-length-assignment\)/,
    ));

  test('on the same in a debug bundle', () =>
    failsWith(
      'print(run());\nfunction run() { return 1; }\n',
      /firmware\/main\.ts:1:\d+ function "run" is used before.*\(function-before-declaration\)/,
      true,
    ));

  test('on a type error, with file and line', () =>
    failsWith(
      '\nconst a: number = "x";\nprint(a);\n',
      /does not compile:\n.*firmware\/main\.ts:2:7 TS2322: .*not assignable to type 'number'/,
    ));

  test('on a syntax error', () => failsWith('print(;\n', /firmware\/main\.ts:1:7 TS1005: '\)' expected/));

  test("on syntax that needs a helper of TypeScript's", () =>
    failsWith('const a = [1];\nprint(...a, ...a);\n', /main\.ts:2:6 "__spreadArray" is a helper of TypeScript's/));

  test('on an import that is not there', () => failsWith('import { a } from "./nowhere.ts";\nprint(a);\n', /nowhere/));

  test('on modules that import each other', async () => {
    await project.write(
      'firmware/one.ts',
      'import { two } from "./two.ts";\nexport function one(): number { return two(); }\n',
    );
    await project.write(
      'firmware/two.ts',
      'import { one } from "./one.ts";\nexport function two(): number { return one(); }\n',
    );
    await failsWith('import { one } from "./one.ts";\nprint(one());\n', /[Cc]ircular dependency/);
  });

  test('on a string compared first behind a try, but not on one that the source puts second', async () => {
    const ask = (test: string) =>
      `function ask(x: string): void { try { print(1); } catch (_) { print(2); } if (${test}) print(x); }\nask("a");ask(BOARD);\n`;
    await failsWith(`import { BOARD } from "#board";\n${ask('"a" === x')}`, /main\.ts:2:\d+ .*\(no-string-first\)/);
    await project.write('firmware/main.ts', `import { BOARD } from "#board";\n${ask('x === "a"')}`);
    assert.equal(await runOnNode((await build({ root: project.root })).code), '1\na\n1');
  });

  test('but not on a name that is left unused', async () => {
    await project.write('firmware/main.ts', 'const unused = 1;\nprint("on");\n');
    assert.equal(await runOnNode((await build({ root: project.root })).code), 'on');
  });
});
