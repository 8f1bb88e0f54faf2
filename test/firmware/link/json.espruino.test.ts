// The strict JSON parser on the real interpreter, whose own parser it makes strict, against Node's.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { checkInterpreter, findInterpreter } from '../../../scripts/device/espruino/interpreter.ts';
import { startInterpreter } from '../../../scripts/device/espruino/process.ts';
import { jsonCases } from './jsonCases.ts';

const skip = findInterpreter() === undefined && 'not run: no Espruino interpreter here (ESPRUINO names none)';

/** Longest wait for the interpreter, in ms: it reads some 100 texts a second or more. */
const LIMIT_MS = 60_000;

/** What the board makes of a text: whether it takes it, the value as it writes it, whether no member is there twice. */
interface Read {
  json: string | undefined;
  single: boolean;
}

/** A source of the firmware as the interpreter runs it, without its imports and exports. */
async function source(path: string): Promise<string> {
  const text = await readFile(fileURLToPath(new URL(`../../../firmware/${path}`, import.meta.url)), 'utf8');
  const compilerOptions = { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.ESNext, ignoreDeprecations: '6.0' };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  return outputText.replace(/^import .*$/gm, '').replace(/^export /gm, '');
}

/** A literal for the bytes of a binary string. */
function literal(bytes: string): string {
  const escaped = bytes.replace(/[^ -~]|["\\]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}

/** Has the interpreter read these binary strings, in one script. */
async function readOnBoard(texts: readonly string[]): Promise<{ read: Read[]; hasCharacters: boolean }> {
  const script = [
    'var bytes = String.fromCharCode;',
    await source('limits.ts'),
    await source('mqtt/utf8.ts'),
    await source('link/json.ts'),
    'function take(text) {',
    '  var value = parseJson(text);',
    '  print(value === undefined ? "@-" : "@" + (value && typeof value === "object" ? +single(value) : 1) + btoa(toJson(value)));',
    '}',
    ...texts.map((text) => `take(${literal(text)});`),
    'print("@characters " + CHARACTERS);',
    '',
  ].join('\n');
  const folder = await mkdtemp(join(tmpdir(), 'json-'));
  try {
    await writeFile(join(folder, 'script.js'), script, 'latin1');
    const lines: string[] = [];
    let done = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      done = resolve;
    });
    const board = await startInterpreter(checkInterpreter(findInterpreter()), folder, ['script.js'], (line) => {
      lines.push(line);
      if (line.startsWith('@characters ')) done();
    });
    const limit = setTimeout(done, LIMIT_MS);
    await Promise.race([over, board.ended]);
    clearTimeout(limit);
    await board.kill();
    const last = lines.at(-1) ?? '';
    assert.match(
      last,
      /^@characters (true|false)$/,
      `the interpreter did not come to the end: ${lines.slice(-12).join('\n')}`,
    );
    const read = lines
      .filter((line) => /^@[-01]/.test(line))
      .map((line) => ({
        json: line[1] === '-' ? undefined : Buffer.from(line.slice(2), 'base64').toString('utf8'),
        single: line[1] === '1',
      }));
    assert.equal(read.length, texts.length);
    return { read, hasCharacters: last.endsWith('true') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What Node reads, in a list; undefined for what is no JSON. */
function strict(text: string): [value: unknown] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    return undefined;
  }
}

/** Whether there is half a pair of surrogates in a value: Node writes it as an escape, and it has no UTF-8. */
function hasHalfPair(value: unknown): boolean {
  return /\\ud[89a-f]/.test(JSON.stringify(value).replaceAll('\\\\', ''));
}

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** Whether a value has a member whose name is beyond ASCII: a build with characters reads such names as bytes. */
function hasForeignNames(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => /[^\0-\x7f]/.test(name) || hasForeignNames(inner));
}

describe('the strict parser on the interpreter', { skip, timeout: 2 * LIMIT_MS }, () => {
  test("takes what Node's takes, reads the same, and writes it as UTF-8; refuses what Node's refuses", async () => {
    const texts = jsonCases(4711, 800);
    const { read, hasCharacters } = await readOnBoard(texts.map(utf8));
    const wrong: string[] = [];
    let taken = 0;
    for (const [i, text] of texts.entries()) {
      const node = strict(text);
      const expected = node && hasHalfPair(node) ? undefined : node;
      const json = read[i]?.json;
      if (expected) taken++;
      if ((json === undefined) !== (expected === undefined))
        wrong.push(`${expected ? 'refused' : 'taken'}: ${JSON.stringify(text)}`);
      else if (expected && json !== undefined && !(hasCharacters && hasForeignNames(expected[0])))
        if (JSON.stringify(strict(json)) !== JSON.stringify(expected)) wrong.push(`${text} read as ${json}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(taken > 200 && taken < 600, `${taken} of ${texts.length} are JSON`);
  });

  test("refuses what Node's takes and no caller means: __proto__ by any spelling, half a pair of surrogates", async () => {
    const texts = [
      '{"__proto__":{"params":{}}}',
      '{"__proto__":1}',
      '{"a":[{"__proto__":null}]}',
      '{"id":"1","\\u005f_proto__":{"pin":"led"}}',
      '{"\\u005f\\u005fproto\\u005F\\u005F":"led"}',
      '"\\ud83d"',
      '"\\ude00"',
      '"\\ude00\\ud83d"',
      '"\\ud83dx\\ude00"',
      '"\\ud83d\\u0041\\ude00"',
      '["\\ud83d\\u0041"]',
      '"\\ud83d\\ud83d\\ude00"',
      '{"\\ud83d":1}',
    ];
    for (const text of texts) assert.ok(strict(text), text);
    const { read } = await readOnBoard(texts);
    assert.deepEqual(
      texts.filter((_, i) => read[i]?.json !== undefined),
      [],
    );
  });

  test('refuses what is no UTF-8, as text and as part of a value', async () => {
    const parts = ['\xff', '\x80', '\xc3', '\xc0\x80', '\xe4\xb8', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xe9'];
    const texts = [...parts.map((part) => `"${part}"`), ...parts.map((part) => `{"a":"x${part}y"}`), ...parts];
    const { read } = await readOnBoard(texts);
    assert.deepEqual(
      texts.filter((_, i) => read[i]?.json !== undefined),
      [],
    );
  });

  test('refuses more than 22 arrays and objects, one inside the other or side by side, without coming to harm', async () => {
    const texts = [22, 23, 24, 100, 1000].flatMap((n) => [
      '['.repeat(n) + ']'.repeat(n),
      `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`,
      `[${Array(n - 1).fill('{}')}]`,
    ]);
    const { read } = await readOnBoard([...texts, '[1]']);
    assert.equal(read.at(-1)?.json, '[1]');
    for (const [i, text] of texts.entries())
      if (text.split(/[{[]/).length < 24) assert.equal(read[i]?.json, text);
      else if (text.includes('[') || text.length > 256) assert.equal(read[i]?.json, undefined, text);
  });

  test('knows which object has a member twice', async () => {
    const texts = ['{"a":1,"a":1}', '{"a":1,"a":2,"b":3}', '{"a":1,"b":1}', '{}', '{"on":1,"toString":2}'];
    const { read } = await readOnBoard(texts);
    assert.deepEqual(
      read.map(({ single }) => single),
      [false, false, true, true, true],
    );
  });
});
