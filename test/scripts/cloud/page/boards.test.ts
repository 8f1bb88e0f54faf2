import assert from 'node:assert/strict';
import { test } from 'node:test';
import devkit from '../../../../board/esp32-devkit-v1.ts';
import type { Board } from '../../../../board/lib/define.ts';
import { boardNames } from '../../../../scripts/bundle/board/load.ts';
import { boardModule } from '../../../../scripts/bundle/board.ts';
import { guess, pageBoard } from '../../../../scripts/cloud/page/boards.ts';

test('a board of this project is drawn with all its pins, and what its file says of them', async () => {
  const board = await pageBoard('esp32-devkit-v1');
  assert.deepEqual(
    board?.pins.map(({ name, part, idle }) => [name, part, idle]),
    [
      ['led', 'led', 0],
      ['relay', 'relay', 0],
      ['fan', 'fan', 0],
      ['button', 'button', 1],
      ['door', 'switch', 1],
      ['light', 'knob', 0],
      ['dimmer', 'dimmer', 0],
      ['servo', 'servo', 0],
    ],
  );
});

test('every board can be drawn', async () => {
  for (const name of await boardNames()) assert.ok((await pageBoard(name))?.pins.length, name);
});

test('a name that is no board, or a path, is undefined', async () => {
  for (const name of ['esp8266', '', '../package', 'lib/esp32', 'esp32-devkit-v1.ts'])
    assert.equal(await pageBoard(name), undefined, name);
});

test('what hangs on a pin is guessed by its kind and name', () => {
  assert.equal(guess({ name: 'led', kind: 'output' }), 'led');
  assert.equal(guess({ name: 'pump', kind: 'output' }), 'relay');
  assert.equal(guess({ name: 'bootButton', kind: 'input' }), 'button');
  assert.equal(guess({ name: 'motion', kind: 'input' }), 'switch');
  assert.equal(guess({ name: 'motor', kind: 'pwm' }), 'fan');
  assert.equal(guess({ name: 'level', kind: 'dac' }), 'dimmer');
});

test('what a file says for the page is not in the bundle', () => {
  const pins = Object.entries(devkit.pins).map(([name, pin]) => [name, { ...pin, part: undefined }]);
  const bare = { ...devkit, pins: Object.fromEntries(pins) } as Board;
  assert.equal(boardModule(devkit), boardModule(bare));
  assert.ok(Object.values(devkit.pins).some((pin) => 'part' in pin));
});
