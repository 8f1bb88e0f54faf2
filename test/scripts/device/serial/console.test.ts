// A board's console: its lines as text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConsole } from '../../../../scripts/device/serial/console.ts';
import type { BytePort } from '../../../../scripts/device/serial/port.ts';

/** The lines that are heard of a board that sends these pieces. */
function linesOf(...pieces: readonly Buffer[]): string[] {
  let send: (bytes: Buffer) => void = () => undefined;
  const port: BytePort = {
    name: 'stand-in',
    kind: 'tcp',
    closed: new Promise(() => undefined),
    write: async () => undefined,
    onData(listener) {
      send = listener;
      return () => undefined;
    },
    setSignals: async () => undefined,
    close: async () => undefined,
  };
  const lines: string[] = [];
  createConsole(port).onLine((line) => lines.push(line));
  for (const piece of pieces) send(piece);
  return lines;
}

test('a line in UTF-8 is heard as the text that it is, cut within a character too', () => {
  const bytes = Buffer.from('I 1.000 wifi Café 家\r\n');
  assert.deepEqual(linesOf(bytes), ['I 1.000 wifi Café 家']);
  for (let at = 1; at < bytes.length; at++)
    assert.deepEqual(linesOf(bytes.subarray(0, at), bytes.subarray(at)), ['I 1.000 wifi Café 家']);
});

test('a line that is not in UTF-8 is heard a character a byte', () => {
  assert.deepEqual(linesOf(Buffer.from('22 \xb0C\r\n', 'latin1')), ['22 °C']);
});
