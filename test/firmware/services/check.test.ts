// The check against a plain re-statement of what a declaration says, for every kind of field and values at random.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as d from '../../../firmware/services/declare.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { installInterpreter } from '../interpreter.ts';

installInterpreter();
const { check } = await import('../../../firmware/services/check.ts');

/** What the check says: undefined where it takes the parameters. */
function refusal(
  fields: string,
  params: Record<string, unknown>,
  path = '',
): { code: number; message: string } | undefined {
  try {
    check(fields, params, path);
    return undefined;
  } catch (thrown) {
    return thrown as { code: number; message: string };
  }
}

/** Whether a value is in a range, of whole numbers unless `fraction`. */
const within = (value: unknown, least: number, most: number, fraction = false): boolean =>
  typeof value === 'number' && value >= least && value <= most && (fraction || Number.isInteger(value));

/** A field, what its message says it accepts, and the rule in plain words. */
interface Rule {
  readonly field: d.Field<unknown>;
  readonly words: string;
  readonly takes: (value: unknown) => boolean;
  /** Its values are not shown. */
  readonly hides?: boolean;
}

const RULES: readonly [Rule, ...Rule[]] = [
  { field: d.int(1, 10, 'ms'), words: '1..10 ms', takes: (value) => within(value, 1, 10) },
  { field: d.int(-3, 3), words: '-3..3', takes: (value) => within(value, -3, 3) },
  { field: d.float(0, 1), words: '0.0..1.0', takes: (value) => within(value, 0, 1, true) },
  { field: d.float(0.5, 2.25), words: '0.5..2.25', takes: (value) => within(value, 0.5, 2.25, true) },
  { field: d.bit(), words: '0 or 1', takes: (value) => value === 0 || value === 1 },
  {
    field: d.text(1, 5),
    words: '1..5 bytes',
    takes: (value) => typeof value === 'string' && value.length >= 1 && value.length <= 5,
    hides: true,
  },
  {
    field: d.list(1, 2),
    words: '1..2 items',
    takes: (value) => Array.isArray(value) && value.length >= 1 && value.length <= 2,
  },
  { field: d.oneOf('up', 'down'), words: '"up" or "down"', takes: (value) => value === 'up' || value === 'down' },
  { field: d.object(), words: '{}', takes: (value) => typeof value === 'object' && value !== null, hides: true },
];

/** Any value of JSON, the ones near a border more often than others. */
function anyValue(random: Random, depth = 0): unknown {
  const near = [-3, -1, 0, 0.5, 1, 1.5, 2, 2.25, 2.26, 3, 5, 10, 11, -4, 1e9, '', 'up', 'down', 'x', '1', 'toString'];
  if (random.chance(0.6)) return near[random.int(0, near.length - 1)];
  if (depth < 2 && random.chance(0.6)) {
    const items = Array.from({ length: random.int(0, 3) }, () => anyValue(random, depth + 1));
    return random.chance(0.5) ? items : Object.fromEntries(items.map((item, i) => [i ? `m${i}` : 'length', item]));
  }
  return random.pick([null, true, false, 'x'.repeat(random.int(0, 8)), random.next() * 12 - 1]);
}

test('what the rule takes the check takes, and what it refuses is refused by its name', () => {
  const random = createRandom(4);
  let taken = 0;
  for (let run = 0; run < 20_000; run++) {
    const { field, words, takes, hides } = random.pick(RULES);
    const isOptional = random.chance(0.5);
    const value = random.chance(0.1) ? undefined : anyValue(random);
    const params = value === undefined ? {} : { it: value };
    const line = `Do;a;${'it'}${isOptional ? '?' : ''}:${field.accepts}`;
    const found = refusal(line, params);
    const good = value === undefined ? isOptional : takes(value);
    if (good) taken++;
    const shown = hides ? 'this' : JSON.stringify(value);
    const message = value === undefined ? `it is missing: it must be ${words}` : `it must be ${words}, not ${shown}`;
    assert.deepEqual(found, good ? undefined : { code: 460, message }, `${line} ${JSON.stringify(params)}`);
  }
  assert.ok(taken > 2000 && taken < 18_000, `${taken} taken`);
});

test('a pin is one that can do what is asked, by name or number, and the message names those that can', () => {
  for (const [can, good, bad, names] of [
    [
      'output',
      ['led', 2, '26', 'dimmer'],
      ['button', 'light', 'arm', 'volume'],
      /^led, relay, valve, .*, dimmer, glow$/,
    ],
    ['input', ['button', 32, 'pot'], ['led', 'light', 'arm'], /^button, door, sensor, pot$/],
    ['pin', ['led', 'button', 'pot'], ['arm', 'light', 'volume'], /^led, .*, button, .*, pot$/],
    ['duty', ['dimmer', 'glow', 17], ['led', 'arm'], /^dimmer, glow, volume$/],
    ['servo', ['arm', 13], ['dimmer', 'led'], /^arm$/],
    ['analog', ['light', 'pot'], ['sensor', 'led'], /^light, pot$/],
  ] as const) {
    const line = `Do;a;pin:${d.pin(can).accepts}`;
    for (const pin of good) assert.equal(refusal(line, { pin }), undefined, `${can} ${pin}`);
    for (const [pins, words] of [
      [bad, `is no ${can}`],
      [['lde', '', 'D2', 6, 2.5, -1, null, true, {}, 'toString', 'constructor'], 'is not on this board'],
    ] as const)
      for (const pin of pins) {
        const { code, message } = refusal(line, { pin }) ?? { code: 0, message: '' };
        const start = `pin ${JSON.stringify(pin)} ${words}: `;
        assert.deepEqual([code, message.slice(0, start.length)], [100423, start]);
        assert.match(message.slice(start.length), names);
      }
  }
});

test('the first wrong one in the order of the declaration is named, behind the path', () => {
  const line = 'Do;a;a:0|1;b:1..2;c?:0|1;=x;=*';
  assert.equal(refusal(line, { c: 5, b: 5, a: 5 })?.message, 'a must be 0 or 1, not 5');
  assert.equal(refusal(line, { c: 5, a: 1 })?.message, 'b is missing: it must be 1..2');
  assert.equal(refusal(line, { c: 5, b: 1, a: 1 }, 'file: ')?.message, 'file: c must be 0 or 1, not 5');
  assert.equal(refusal(line, { b: 1, a: 1 }), undefined);
});

test('what every object has is no parameter, and what is not declared is left alone', () => {
  assert.equal(refusal('Do;a;toString:0|1', {})?.message, 'toString is missing: it must be 0 or 1');
  assert.equal(refusal('Do;a;constructor?:0|1', {}), undefined);
  assert.equal(refusal('Do;a', { anything: { at: 'all' } }), undefined);
});
