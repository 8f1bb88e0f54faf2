// The port's layers against the real interpreter, over a pseudo-terminal and over TCP.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openBoard, type SerialBoard } from '../../../../scripts/device/serial/board.ts';
import { digestOf, readDigest, replaceFile, STAGED } from '../../../../scripts/device/serial/storage.ts';
import { NO_INTERPRETER, type StandInOptions, startStandIn } from '../../../support/serialInterpreter.ts';

/** A board behind a port, and the way to it; both closed after the test. */
async function boardFor(
  t: TestContext,
  options: StandInOptions,
): Promise<SerialBoard & { standIn: Awaited<ReturnType<typeof startStandIn>> }> {
  const standIn = await startStandIn(options);
  t.after(() => standIn.stop());
  const board = await openBoard({ port: standIn.port, interrupt: true });
  t.after(() => board.close());
  return { ...board, standIn };
}

for (const over of ['pty', 'tcp'] as const)
  describe(`the interpreter over ${over}`, { skip: NO_INTERPRETER }, () => {
    test('answers expressions with what E.toJS writes, and errors with their text', async (t) => {
      const { console, info } = await boardFor(t, { over });
      assert.equal(info.board, 'LINUX');
      assert.match(info.version, /^\dv\d+/);
      assert.equal(info.interrupted, false);
      assert.equal(await console.evaluate('1+2'), '3');
      assert.equal(await console.evaluate('{a:[1,"x"]}'), '{a:[1,"x"]}');
      assert.equal(await console.evaluate('undefined'), 'undefined');
      await assert.rejects(console.evaluate('nope()'), { message: 'ReferenceError: "nope" is not defined' });
      await assert.rejects(console.evaluate('(function(){throw new Error("a\\nb")})()'), { message: 'Error: a\nb' });
      assert.equal(await console.run('var kept = 5; kept + 1'), '6');
      assert.equal(await console.evaluate('kept'), '5');
    });

    test('takes a file with every byte in it, and reads it back by hash', async (t) => {
      const { console } = await boardFor(t, { over });
      // Ctrl-C and Ctrl-D end a console on Linux, so they are left out here; texts have neither.
      const bytes = Buffer.from(
        Array.from({ length: 3000 }, (_, i) => (i % 256 === 3 || i % 256 === 4 ? 0x20 : i % 256)),
      );
      const sent: number[] = [];
      assert.equal(await replaceFile(console, 'any', bytes, (n) => sent.push(n)), 'written');
      assert.deepEqual(await readDigest(console, 'any'), digestOf(bytes));
      assert.equal(sent.at(-1), bytes.length);
      assert.equal(await replaceFile(console, 'any', bytes), 'there already');
      assert.equal(await console.evaluate('require("Storage").list()'), '["any"]');
      assert.equal(await readDigest(console, STAGED), undefined);
    });
  });
