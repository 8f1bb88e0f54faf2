import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import ts from 'typescript';
import { compile } from '../../../scripts/build/compiler.ts';

const OPTIONS = { noEmit: false, sourceMap: true };
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'ES2020',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2020'],
    types: [],
    strict: true,
    noEmit: true,
    rewriteRelativeImportExtensions: true,
  },
  include: ['.'],
});

/** A program of two files in a folder of its own. */
async function project(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'compiler-'));
  t.after(() => rm(root, { recursive: true }));
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  };
  await write('tsconfig.json', TSCONFIG);
  await write('kinds.ts', 'export const enum Kind { ON = 1 }\nexport const unit: string = "ms";\n');
  await write('main.ts', 'import { Kind, unit } from "./kinds.ts";\nexport const all = [Kind.ON, unit.length];\n');
  return {
    root,
    write,
    compile: () => compile(join(root, 'tsconfig.json'), OPTIONS, (file) => file.slice(root.length)),
  };
}

test('a program that compiles gives JavaScript and a source map for each source, and nothing for a stranger', async (t) => {
  const { root, compile } = await project(t);
  const { errors, files, emit } = compile();
  assert.deepEqual(errors, []);
  assert.ok(files.includes(join(root, 'kinds.ts')));
  assert.match(
    emit(join(root, 'main.ts'))?.code ?? '',
    /from "\.\/kinds\.js";\nexport const all = \[1 .*, unit\.length\]/,
  );
  assert.deepEqual(JSON.parse(emit(join(root, 'main.ts'))?.map ?? '').sources, ['main.ts']);
  assert.equal(emit(join(root, 'other.ts')), undefined);
});

test('what a change touches is written anew, the files that inline its constants among them', async (t) => {
  const { root, write, compile } = await project(t);
  const before = compile();
  const unchanged = compile();
  assert.equal(unchanged.emit(join(root, 'main.ts')), before.emit(join(root, 'main.ts')));
  await write('kinds.ts', 'export const enum Kind { ON = 7 }\nexport const unit: string = "ms";\n');
  assert.match(compile().emit(join(root, 'main.ts'))?.code ?? '', /\[7 /);
});

test('an error is told with file, line and column, also where it shows in a file that did not change', async (t) => {
  const { write, compile } = await project(t);
  assert.deepEqual(compile().errors, []);
  await write('kinds.ts', 'export const enum Kind { ON = 1 }\nexport const unit: number = 5;\n');
  const { errors } = compile();
  assert.deepEqual(errors, ["/main.ts:2:35 TS2339: Property 'length' does not exist on type 'number'."]);
  assert.deepEqual(compile().errors, errors, 'an error that nobody mended stays');
});

test('after an error is mended the program is what a first compilation makes of it', async (t) => {
  const { root, write, compile } = await project(t);
  compile();
  await write('kinds.ts', 'export const enum Kind { ON = 3 \n');
  assert.match(compile().errors.join(), /kinds\.ts:2:1 TS1005/);
  await write('kinds.ts', 'export const enum Kind { ON = 3 }\nexport const unit: string = "s";\n');
  const mended = compile();
  assert.deepEqual(mended.errors, []);
  const fresh = ts.createProgram([join(root, 'main.ts')], {
    ...ts.parseJsonConfigFileContent(JSON.parse(TSCONFIG), ts.sys, root).options,
    ...OPTIONS,
  });
  let wanted = '';
  fresh.emit(fresh.getSourceFile(join(root, 'main.ts')), (name, text) => {
    if (name.endsWith('.js')) wanted = text;
  });
  assert.equal(mended.emit(join(root, 'main.ts'))?.code, wanted);
});

test('a file that is taken away is missed, and taken again when it is back', async (t) => {
  const { root, write, compile } = await project(t);
  compile();
  await rm(join(root, 'kinds.ts'));
  assert.match(compile().errors.join(), /main\.ts:1:28 TS2307/);
  await write('kinds.ts', 'export const enum Kind { ON = 2 }\nexport const unit: string = "s";\n');
  const { errors, emit } = compile();
  assert.deepEqual(errors, []);
  assert.match(emit(join(root, 'main.ts'))?.code ?? '', /\[2 /);
});

test('a tsconfig that cannot be read is an error that names it', async (t) => {
  const { root } = await project(t);
  assert.throws(() => compile(join(root, 'none.json'), OPTIONS), /none\.json/);
});
