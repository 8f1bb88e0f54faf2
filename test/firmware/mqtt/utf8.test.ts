/** Well-formed UTF-8, judged beside the decoder that Node has. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { wellFormed } from '../../../firmware/mqtt/utf8.ts';
import { bytes, hex } from '../../support/bytes.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** What Node's decoder thinks of it. */
function judged(text: string): boolean {
  try {
    decoder.decode(Buffer.from(text, 'latin1'));
    return true;
  } catch {
    return false;
  }
}

test('[MQTT-1.5.3-1] every sequence of up to four bytes from the ends of all ranges is judged as the decoder does', () => {
  const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed].concat(
    [0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
  );
  const grow = (text: string, more: number): void => {
    if (wellFormed(text) !== judged(text)) assert.fail(hex(text));
    if (more > 0) for (const edge of edges) grow(text + bytes(edge), more - 1);
  };
  grow('', 4);
});

test('[MQTT-1.5.3-1] no surrogate passes, and every other code point does', () => {
  for (let point = 0; point <= 0x10ffff; point += point < 0x3000 || (point >= 0xd700 && point < 0xe100) ? 1 : 257) {
    const isSurrogate = point >= 0xd800 && point <= 0xdfff;
    const text = isSurrogate
      ? bytes(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
      : Buffer.from(String.fromCodePoint(point)).toString('latin1');
    if (wellFormed(`a${text}b`) === isSurrogate) assert.fail(point.toString(16));
  }
});

test('a sequence that the end cuts off, and one without its beginning, is not well-formed', () => {
  const euro = bytes(0xe2, 0x82, 0xac);
  assert.equal(wellFormed(`price in ${euro}`), true);
  for (const broken of [euro.slice(0, 2), euro.slice(0, 1), euro.slice(1), `${euro.slice(0, 2)}x`, `${euro}\x82`])
    assert.equal(wellFormed(broken), false, hex(broken));
});
