// Bursts: what goes out when, and which boards need it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BURST_BYTES, BURST_GAP_MS, createPacer, needsBursts } from '../../../../scripts/device/serial/pace.ts';

/** A port that keeps what is written, and the gaps that were asked for between. */
function pacerFor(write: (bytes: Uint8Array) => Promise<void> = async () => undefined) {
  const log: (number | string)[] = [];
  const port = {
    async write(bytes: Uint8Array) {
      log.push(Buffer.from(bytes).toString('latin1'));
      await write(bytes);
    },
  };
  const pacer = createPacer(port, async (ms) => void log.push(ms));
  return { log, pacer };
}

test('at first bytes go out in bursts of 48 with a gap after each, none lost and in their order', async () => {
  const { log, pacer } = pacerFor();
  const text = Array.from({ length: 100 }, (_, i) => String.fromCharCode(33 + (i % 90))).join('');
  await pacer.write(Buffer.from(text));
  assert.equal(pacer.isSlow, true);
  assert.deepEqual(log, [text.slice(0, 48), 12, text.slice(48, 96), 12, text.slice(96), 12]);
  assert.deepEqual([BURST_BYTES, BURST_GAP_MS], [48, 12]);
});

test('what is not slow goes out at once, and can be slowed down later', async () => {
  const { log, pacer } = pacerFor();
  pacer.slow(false);
  await pacer.write(Buffer.alloc(1000, 'a'));
  assert.deepEqual(log, ['a'.repeat(1000)]);
  pacer.slow(true);
  await pacer.write(Buffer.alloc(49, 'b'));
  assert.deepEqual(log.slice(1), ['b'.repeat(48), 12, 'b', 12]);
});

test('a port that is gone ends the burst with its error', async () => {
  let left = 2;
  const { log, pacer } = pacerFor(async () => {
    if (--left === 0) throw new Error('/dev/x: the port is gone');
  });
  await assert.rejects(pacer.write(Buffer.alloc(480)), /^Error: \/dev\/x: the port is gone$/);
  assert.equal(log.length, 3, 'a burst, a gap, and the one that failed');
});

test('every ESP32 up to 2v29 needs bursts, and what is not known; Linux, TCP and later versions do not', () => {
  for (const [board, version, kind, needs] of [
    ['ESP32', 2.29, 'device', true],
    ['ESP32', 2.25, 'device', true],
    ['ESP32C3', Number.NaN, 'device', true],
    ['ESP32', 2.3, 'device', false],
    ['ESP32', 2.29, 'tcp', false],
    ['LINUX', 2.29, 'device', false],
  ] as const)
    assert.equal(needsBursts(board, version, kind), needs, `${board} ${version} ${kind}`);
});
