// The hardware suite finds what is wrong with a board: run on bundles that were broken on purpose, and on the one that was not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missing } from '../../e2e/rig.ts';
import { brokenBundle, hardware } from './runs.ts';

/** Results of a report by the name of their case: whether they failed. */
function redOf(junit: string): string[] {
  return [...junit.matchAll(/<testcase classname="[^"]*" name="([^"]*)" time="[^"]*">\s*<failure/g)].map(
    ([, name = '']) => name,
  );
}

const quick = ['--no-build', '--theme', 'services of pins', '--theme', 'duplicate'];

test('a good bundle is green: exit 0, and both reports say so', { timeout: 240_000 }, async (t) => {
  const { code, out, junit } = await hardware(t, quick);
  assert.equal(code, 0, out);
  assert.match(out, /# Hardware suite: \d+ passed, 0 failed, 0 not seen/);
  assert.deepEqual(redOf(junit), []);
  assert.match(junit, /name="SetPin sets an output, and gives the level read back: level of led"/);
});

test('a SetPin that sets the other level is found, by the answer and by nothing else of it', {
  timeout: 240_000,
}, async (t) => {
  const bundle = await brokenBundle(
    t,
    /("SetPin;s;pin:@output;value:0\|1",function\((\w+)\)\{return\{pin:\2\.pin,value:\w+\(\w+\[\2\.pin\],)\2\.value\)/,
    '$11-$2.value)',
  );
  const { code, out, junit } = await hardware(t, [...quick, '--bundle', bundle, '--name', '^(SetPin|BlinkPin)']);
  assert.equal(code, 1, out);
  assert.deepEqual(redOf(junit), [
    'SetPin sets an output, and gives the level read back',
    'SetPin sets another output, and gives the level read back',
  ]);
  assert.match(out, /## Failed\n\n- services of pins, SetPin sets an output/);
});

test('a SetPin that answers what it was told and moves nothing is seen on the wire', {
  timeout: 240_000,
}, async (t) => {
  const bundle = await brokenBundle(
    t,
    /("SetPin;s;pin:@output;value:0\|1",function\((\w+)\)\{return\{pin:\2\.pin,value:)\w+\(\w+\[\2\.pin\],\2\.value\)/,
    '$1$2.value',
  );
  const { code, out, junit } = await hardware(t, [...quick, '--bundle', bundle, '--name', '^SetPin']);
  assert.equal(code, 1, out);
  assert.deepEqual(redOf(junit), [
    'SetPin sets an output, and gives the level read back: level of led',
    'SetPin sets another output, and gives the level read back: level of relay',
  ]);
});

for (const board of ['virtual', 'espruino'] as const)
  test(`${board}: a board without its ring of answered calls moves twice, and is found`, {
    skip: missing(board) ?? false,
    timeout: 180_000,
  }, async (t) => {
    const bundle = await brokenBundle(t, /var (\w+)=\w+\.indexOf\(\w+\);return!\(\1<0\|\|/, 'var $1=-1;return!($1<0||');
    const flags = ['--no-build', '--board', board, '--theme', 'duplicate', '--bundle', bundle];
    const { code, out, junit } = await hardware(t, flags);
    assert.equal(code, 1, out);
    const red = redOf(junit);
    assert.ok(red.includes('a request that comes 2 times moves the pin once, and is counted'), red.join('\n'));
  });

test('wrong use is told in one line, with 2', { timeout: 240_000 }, async (t) => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['--board', 'serial'], /^test:hardware: --board serial needs --port/],
    [['--loop', 'led:door'], /^test:hardware: --loop is for --board serial/],
    [['--target', 'esp33'], /^test:hardware: --target takes .*esp32-devkit-v1.*, not "esp33"/],
    [['--name', 'no such case'], /^test:hardware: --name: no case matches/],
    [['--board', 'esp'], /virtual, espruino, serial/],
    [['much'], /takes no "much"/],
  ];
  await Promise.all(
    cases.map(async ([flags, says]) => {
      const { code, error } = await hardware(t, flags);
      assert.match(error, says);
      assert.equal(code, 2, error);
    }),
  );
});

test('a port that is not there is told with 1', { timeout: 240_000 }, async (t) => {
  const flags = ['--board', 'serial', '--port', '/dev/none-of-that-name', '--no-build', '--yes'];
  const { code, error } = await hardware(t, flags);
  assert.match(error, /test:hardware: port: there is no port \/dev\/none-of-that-name/);
  assert.equal(code, 1);
});
