import assert from 'node:assert/strict';
import { test } from 'node:test';
import { items, members, memberTexts, type Sourced } from '../../../scripts/cloud/source.ts';

const sourced = (text: string): Sourced => ({ value: JSON.parse(text), text });

for (const [what, text, expected] of [
  [
    'numbers as they were written',
    '{"a":9007199254740993,"b":10.0,"c":1E2}',
    { a: '9007199254740993', b: '10.0', c: '1E2' },
  ],
  ['space around them goes, within them stays', ' {\n"a" :\t[ 1 , 2 ] , "b": { } }\r\n', { a: '[ 1 , 2 ]', b: '{ }' }],
  ['brackets, commas and colons in strings', '{"a":"}],:{[","b":1}', { a: '"}],:{["', b: '1' }],
  [
    'quotes and backslashes in strings',
    String.raw`{"a":"\"","b":"\\","c":"\\\"}"}`,
    { a: '"\\""', b: '"\\\\"', c: '"\\\\\\"}"' },
  ],
  [
    'names that are escaped, empty, or hold a colon',
    String.raw`{"\u0061":1,"":2,"c:d":3}`,
    { a: '1', '': '2', 'c:d': '3' },
  ],
  ['of a name given twice the last', '{"a":1.0,"a":2.0}', { a: '2.0' }],
  ['an empty object', ' { } ', {}],
  ['words', '{"a":true,"b":null}', { a: 'true', b: 'null' }],
] as const)
  test(`the texts of an object's members: ${what}`, () => {
    assert.deepEqual(Object.fromEntries(memberTexts(text)), expected);
  });

test('the members and items of what is nested come with value and text', () => {
  const [list] = members(sourced('{"list":[{"value":10.0},[],"x, y"]}'));
  assert.ok(list);
  assert.equal(list[0], 'list');
  const [first, second, third, ...more] = items(list[1]);
  assert.deepEqual([second, third, more], [{ value: [], text: '[]' }, { value: 'x, y', text: '"x, y"' }, []]);
  assert.deepEqual(members(first as Sourced), [['value', { value: 10, text: '10.0' }]]);
  assert.deepEqual(items(sourced('[ ]')), []);
});

test('"__proto__" is a name like others', () => {
  assert.equal(memberTexts('{"__proto__":1.0}').get('__proto__'), '1.0');
  assert.deepEqual(members(sourced('{"__proto__":1.0}')), [['__proto__', { value: 1, text: '1.0' }]]);
});

test('what is nested a hundred thousand deep is one text', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  assert.equal(memberTexts(`{"a":${deep},"b":1.0}`).get('b'), '1.0');
});

test('every text, parsed, is the value it stands for: a thousand random objects', () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const texts = ['', 'a', '"', '\\', '{}[],:', ' \n', 'é灯\u2028', '\ud800'];
  const make = (depth: number): unknown => {
    const kind = random(depth > 3 ? 3 : 5);
    if (kind === 0) return random(1000) / 8;
    if (kind === 1) return texts[random(texts.length)];
    if (kind === 2) return [null, true, false][random(3)];
    const values = Array.from({ length: random(4) }, () => make(depth + 1));
    if (kind === 3) return values;
    return Object.fromEntries(values.map((value) => [`${texts[random(texts.length)]}${random(3)}`, value]));
  };
  const look = ({ value, text }: Sourced): void => {
    assert.deepEqual(JSON.parse(text), value);
    assert.equal(text, text.trim());
    if (Array.isArray(value)) for (const item of items({ value, text })) look(item);
    else if (typeof value === 'object' && value !== null)
      for (const [, member] of members({ value, text })) look(member);
  };
  for (let i = 0; i < 1000; i++) look(sourced(JSON.stringify({ top: make(0) }, null, random(3))));
});
