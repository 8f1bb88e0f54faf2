// What an editor completes in a handler, asked of the compiler's language service, as VS Code asks it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { boardNames, loadBoard } from '../../scripts/bundle/board.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What is offered where `|` stands in a file of that name, and what is wrong with the file. */
function editor(project: string, file: string, marked: string) {
  const configFile = `${ROOT}${project}`;
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, configFile.replace(/[^/]*$/, ''));
  const name = `${ROOT}${file}`;
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const read = (path: string) => (path === name ? text : ts.sys.readFile(path));
  const service = ts.createLanguageService({
    getCompilationSettings: () => parsed.options,
    getScriptFileNames: () => [...parsed.fileNames, name],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const found = read(path);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === name || ts.sys.fileExists(path),
    readFile: read,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  const entries = at < 0 ? [] : (service.getCompletionsAtPosition(name, at, {})?.entries ?? []);
  return {
    offered: entries.map((entry) => entry.name),
    errors: service
      .getSemanticDiagnostics(name)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  };
}

const handler = (body: string) => `
import { PINS } from '#board';
import { write } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { int, oneOf, optional, pin, service } from './declare.ts';
export const sample = service(
  { name: 'Sample', kind: 'act', does: 'Shows what is completed.',
    input: { pin: pin('output'), times: int(1, 10), way: optional(oneOf('up', 'down')) },
    output: { times: int(1, 10) } },
  (input) => { ${body} },
);
`;
const inHandler = (body: string) => editor('firmware/tsconfig.json', 'firmware/services/sample.ts', handler(body));

test("a handler's parameters are completed, with the values that one accepts", () => {
  assert.deepEqual(inHandler('return { times: input.| };').offered.sort(), ['pin', 'times', 'way']);
  const { offered } = inHandler("if (input.way === '|') return { times: 1 }; return { times: 2 };");
  assert.deepEqual(offered.sort(), ['down', 'up']);
});

test("the names of the board's pins are completed", () => {
  for (const body of [
    "write(traitsOf['|'], 1); return { times: 1 };",
    'write(traitsOf.|, 1); return { times: 1 };',
    'write(PINS.|, 1); return { times: 1 };',
    "if (input.pin === '|') return { times: 1 }; return { times: 2 };",
  ]) {
    const { offered } = inHandler(body);
    for (const name of ['led', 'relay', 'button']) assert.ok(offered.includes(name), `${name} in ${body}`);
  }
});

test("a pin of a board of one's own is none the worse for not being known", () => {
  const { errors } = inHandler(
    "if (input.pin === 'pump') write(traitsOf['pump'] | PINS['pump'], 1); return { times: input.times };",
  );
  assert.deepEqual(errors, []);
});

test('what a handler answers must be what it declares, and a parameter that there is not is an error', () => {
  assert.match(inHandler("return { times: 'often' };").errors.join(), /string.*number/);
  assert.match(inHandler('return { times: input.time };').errors.join(), /'time' does not exist/);
});

test("a board's file is completed: the options of a pin, the pins that can be an ADC", () => {
  const board = (pins: string) =>
    editor(
      'tsconfig.json',
      'board/sample.ts',
      `import { adc, board, output } from './lib/esp32.ts';\nexport default board('sample', { ${pins} });\n`,
    );
  const { offered } = board('pump: output(26, { | })');
  for (const name of ['activeLow', 'safe', 'initial', 'offlineAfter', 'maxOnMs', 'group', 'property'])
    assert.ok(offered.includes(name), name);
  assert.deepEqual(board('pump: output(26), soil: adc(34)').errors, []);
  assert.match(board('pump: output(34)').errors.join(), /34/);
});

test('every board of this project has its pins completed', async () => {
  const offered = inHandler('write(traitsOf.|, 1); return { times: 1 };').offered;
  for (const name of await boardNames())
    for (const { name: pin } of (await loadBoard(name)).pins) assert.ok(offered.includes(pin), `${pin} of ${name}`);
});
