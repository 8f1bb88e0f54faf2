import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadBoard } from '../../../scripts/bundle/board.ts';
import { readCodes } from '../../../scripts/model/codes.ts';
import { table } from '../../../scripts/model/markdown.ts';
import { page } from '../../../scripts/model/page.ts';
import { servicesOf } from '../../../scripts/model/services.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const services = servicesOf(ROOT);
const codes = readCodes(ROOT);
const board = await loadBoard('esp32-devkit-v1');

test('every service, parameter, result, code and property is on the page', () => {
  const text = page({ board, services, codes, left: ['Batch is left out.'] });
  const sections = new Map(text.split('\n## ').map((one) => [one.split('\n')[0], one]));
  for (const { name, does, input, output } of services) {
    const section = sections.get(name) ?? '';
    assert.ok(section.includes(does), name);
    assert.ok(section.includes(`npm run call -- ${name}`), name);
    for (const key of Object.keys({ ...input, ...output }))
      assert.ok(section.includes(`| \`${key}\` |`), `${name} ${key}`);
  }
  for (const { code } of codes) assert.ok(sections.get('Codes')?.includes(`| ${code} |`), String(code));
  assert.match(
    sections.get('Properties') ?? '',
    /`relay` \| 0 or 1 \| set and read \|\n\| `button` \| 0 or 1 \| only read/,
  );
  assert.match(sections.get('In the thing model') ?? '', /- Batch is left out\.$/m);
  assert.match(text, /\| `debounce` \| 0\.\.1000 ms \| no \| The board's unless given\. \|/);
  assert.match(text, /\| `operations` \| a list of 1\.\.8 items \{service, params\} \| yes \| \|/);
});

test('no service that the link asks for by itself is on the page', () => {
  assert.doesNotMatch(page({ board, services, codes, left: [] }), /^## property\./m);
});

test("the codes are those of the firmware's table, with its words, and limits in numbers", () => {
  assert.deepEqual(
    codes.map(({ code }) => code),
    [200, 400, 429, 460, 100404, 100408, 100413, 100423, 100500],
  );
  assert.equal(codes.find(({ code }) => code === 460)?.means, 'A parameter is missing or wrong; the message names it.');
  assert.equal(codes.find(({ code }) => code === 100408)?.means, 'Not answered within 7000 ms.');
});

test('a bar in a cell stays in it', () => {
  assert.equal(table(['a', 'b'], [['1|2', '']]), '| a | b |\n| --- | --- |\n| 1\\|2 | |');
});
