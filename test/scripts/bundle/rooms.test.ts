import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Build } from '../../../scripts/bundle/build.ts';
import { build } from '../../../scripts/bundle/build.ts';
import { bytesBySource, originOf } from '../../../scripts/bundle/origin.ts';
import { moduleTable, roomOf, sizeByRoom, sizeTable } from '../../../scripts/bundle/rooms.ts';
import type { Project } from './project.ts';
import { makeProject } from './project.ts';

describe('the rooms of a built bundle', () => {
  let project: Project;
  let made: Build;
  before(async () => {
    project = await makeProject();
    made = await build({ root: project.root });
  });
  after(() => project.remove());

  test('add up to the bundle, the wrapper last', () => {
    const rooms = sizeByRoom(made);
    assert.deepEqual(rooms.map(({ room }) => room).sort(), ['board', 'firmware/*.ts', 'firmware/mqtt', 'wrapper']);
    assert.equal(rooms.at(-1)?.room, 'wrapper');
    assert.equal(
      rooms.reduce((sum, { bytes }) => sum + bytes, 0),
      made.bytes,
    );
  });

  test('grow where the sources grow, and nowhere else by more than the names of a letter', async () => {
    const before = new Map(sizeByRoom(made).map(({ room, bytes }) => [room, bytes]));
    await project.write(
      'firmware/mqtt/packet.ts',
      `
export const enum Packet { CONNECT = 0x10, PUBLISH = 0x30 }
export function head(packet: Packet, length: number): string {
  return String.fromCharCode(packet, length) + '${'x'.repeat(500)}';
}
`,
    );
    const grown = sizeByRoom(await build({ root: project.root }));
    for (const { room, bytes } of grown) {
      const by = bytes - (before.get(room) ?? 0);
      assert.ok(room === 'firmware/mqtt' ? by >= 495 && by <= 500 : Math.abs(by) <= 2, `${room} grew by ${by}`);
    }
  });

  test('lead back to the line of the source', () => {
    const column = made.code.indexOf('String.fromCharCode') + 1;
    assert.match(originOf(made, 1, column)?.file ?? '', /firmware\/mqtt\/packet\.ts$/);
    assert.equal(originOf(made, 1, column)?.line, 5);
    assert.equal(originOf(made, 1, 1)?.file === undefined || originOf(made, 1, 1)?.line !== undefined, true);
  });
});

test('the room of a source is its folder in firmware, or the board', () => {
  assert.deepEqual(
    [
      '../firmware/mqtt/client.ts',
      '../firmware/mqtt/deep/a.ts',
      '../firmware/main.ts',
      '../board/x.js',
      '',
      '../other.ts',
    ].map(roomOf),
    ['firmware/mqtt', 'firmware/mqtt', 'firmware/*.ts', 'board', 'wrapper', 'wrapper'],
  );
});

test('bytes go to the source of the mapping before them, line by line', () => {
  // Line 1: columns 0-3 from a.ts, from 4 on nobody's. Line 2: all of it from b.ts.
  const map = JSON.stringify({ version: 3, sources: ['a.ts', 'b.ts'], names: [], mappings: 'AAAA,I;ACAA' });
  assert.deepEqual(Object.fromEntries(bytesBySource('aaaa//\nbb', map)), { 'a.ts': 4, '': 3, 'b.ts': 2 });
});

test('the table names each room with its share, and the total with the budget', () => {
  const rooms = [
    { room: 'firmware/mqtt', bytes: 1500 },
    { room: 'wrapper', bytes: 500 },
  ];
  assert.equal(
    sizeTable(rooms, 8192),
    [
      '| Room          |     Bytes |    Share |',
      '| ------------- | --------: | -------: |',
      '| firmware/mqtt |     1,500 |   75.0 % |',
      '| wrapper       |       500 |   25.0 % |',
      '| **Total**     | **2,000** | of 8,192 |',
    ].join('\n'),
  );
});

test('the stand-alone client has a table of its own, with its budget', () => {
  assert.equal(
    moduleTable(6125, 6400),
    [
      '| The client on its own |     Bytes |   Budget |',
      '| --------------------- | --------: | -------: |',
      '| `dist/mqtt.js`        | **6,125** | of 6,400 |',
    ].join('\n'),
  );
});
