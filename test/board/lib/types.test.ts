/** What an editor says of a board's file: the types refuse what they can, and complete the rest. */
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const LIB = fileURLToPath(new URL('../../../board/lib/', import.meta.url));
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  types: [],
};

/** An editor with one file per entry of `texts` beside the chips' modules. */
function editor(texts: Readonly<Record<string, string>>): ts.LanguageService {
  const files = new Map(Object.entries(texts).map(([name, text]) => [join(LIB, `../${name}.ts`), text]));
  return ts.createLanguageService({
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot(path) {
      const text = files.get(path) ?? ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => dirname(LIB),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => files.has(path) || ts.sys.fileExists(path),
    readFile: (path) => files.get(path) ?? ts.sys.readFile(path),
  });
}
const pathOf = (name: string): string => join(LIB, `../${name}.ts`);

const WORDS = 'board, output, pwm, servo, input, adc';
const esp32 = (pins: string): string =>
  `import { ${WORDS}, dac } from './lib/esp32.ts';\nexport default board('x', { ${pins} });\n`;
const c3 = (pins: string): string =>
  `import { ${WORDS} } from './lib/esp32-c3.ts';\nexport default board('x', { ${pins} });\n`;
const linux = (pins: string): string =>
  `import { board, output, input } from './lib/linux.ts';\nexport default board('x', { ${pins} });\n`;

/** Tables that are wrong, and what the compiler's words have in them. */
const REFUSED: Readonly<Record<string, readonly [text: string, words: RegExp]>> = {
  'an output on an input-only pin': [esp32('a: output(34)'), /'34' is not assignable/],
  'a pin of the flash chip': [esp32("a: input(6, { iKnow: 'really' })"), /'6' is not assignable/],
  'a pin that there is not': [esp32('a: input(40)'), /'40' is not assignable/],
  'a strapping pin without a reason': [esp32('a: output(2)'), /Expected 2 arguments/],
  'a strapping pin with other options, but no reason': [esp32('a: output(2, { safe: 1 })'), /iKnow/],
  'a console pin without a reason': [esp32('a: input(3)'), /Expected 2 arguments/],
  'a PSRAM pin without a reason': [esp32('a: pwm(16)'), /Expected 2 arguments/],
  'a pull where there is no resistor': [esp32("a: input(34, { pull: 'up' })"), /pull/],
  'ADC on a pin without it': [esp32('a: adc(27)'), /'27' is not assignable/],
  'DAC on a pin without it': [esp32('a: dac(27)'), /'27' is not assignable/],
  'PWM on a DAC pin': [esp32('a: pwm(25)'), /'25' is not assignable/],
  'a servo on a DAC pin': [esp32('a: servo(26)'), /'26' is not assignable/],
  'a safe state out of range': [esp32('a: output(4, { safe: 2 })'), /0 \| 1/],
  'an option of another kind': [esp32('a: output(4, { debounce: 20 })'), /debounce/],
  'a second use of a pin': [esp32('a: output(4), b: input(27), c: pwm(4)'), /pin 4 is [^:]*[ac][^:]* already/],
  'ADC on a pin of the C3 without it': [c3('a: adc(5)'), /'5' is not assignable/],
  'an ESP32 pin on the C3': [c3('a: output(26)'), /'26' is not assignable/],
  'PWM on Linux': [linux('a: pwm(17)'), /pwm/],
  'a pull on Linux': [linux("a: input(17, { pull: 'up' })"), /pull/],
};

describe('the types', () => {
  const names = Object.keys(REFUSED);
  const texts = Object.fromEntries(names.map((name, i) => [`refused${i}`, REFUSED[name]?.[0] ?? '']));
  const service = editor({
    ...texts,
    good: esp32(
      `a: output(4, { safe: 1, group: 'g' }), b: output(2, { iKnow: 'floats' }), c: pwm(13), d: servo(14, { us: [500, 2500] }),
       e: input(27, { pull: 'up' }), f: input(34), g: adc(35, { digital: true }), h: dac(25), i: input(0, { iKnow: 'button', activeLow: true })`,
    ),
    options: esp32('a: output(4, { '),
    pins: esp32('a: adc('),
  });

  test('take a good board', () => {
    assert.deepEqual(
      service.getSemanticDiagnostics(pathOf('good')).map(({ messageText }) => messageText),
      [],
    );
  });

  for (const [i, name] of names.entries())
    test(`refuse ${name}`, () => {
      const found = service
        .getSemanticDiagnostics(pathOf(`refused${i}`))
        .map(({ messageText }) => JSON.stringify(messageText));
      assert.notEqual(found.length, 0);
      assert.match(found.join('\n'), REFUSED[name]?.[1] ?? /^$/);
    });

  test("complete the names of an output's options", () => {
    const at = esp32('a: output(4, { ').lastIndexOf('{') + 1;
    const found = service.getCompletionsAtPosition(pathOf('options'), at, {})?.entries.map(({ name }) => name) ?? [];
    for (const option of ['safe', 'initial', 'activeLow', 'offlineAfter', 'maxOnMs', 'group', 'property'])
      assert.ok(found.includes(option), `${option} is not among ${found.slice(0, 20)}`);
    assert.ok(!found.includes('debounce'));
  });

  test('complete the pins that have an ADC', () => {
    const at = esp32('a: adc(').lastIndexOf('adc(') + 'adc('.length;
    const found = service.getCompletionsAtPosition(pathOf('pins'), at, {})?.entries.map(({ name }) => name) ?? [];
    assert.deepEqual(
      found.filter((name) => /^\d+$/.test(name)),
      ['32', '33', '34', '35', '36', '37', '38', '39'],
    );
  });
});
