/** Binary strings, one character a byte, as Espruino has them. */

/** A binary string from bytes (0..255) and texts, in order. Throws on a byte that is none. */
export function bytes(...parts: (number | string)[]): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (!Number.isInteger(part) || part < 0 || part > 255) throw new RangeError(`not a byte: ${part}`);
      return String.fromCharCode(part);
    })
    .join('');
}

/** `20 02 00 00`: how a failed comparison is read. */
export function hex(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
}

/** A number as two bytes, the high one first. MQTT 3.1.1, 1.5.2. */
export function word(n: number): string {
  return bytes(n >> 8, n & 255);
}

/** Remaining length by the specification's own algorithm, byte after byte. MQTT 3.1.1, 2.2.3. */
export function lengthField(n: number): string {
  let field = '';
  let rest = n;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    field += bytes(rest > 0 ? digit + 128 : digit);
  } while (rest > 0);
  return field;
}

/** A whole control packet, its length counted here. */
export function packetOf(first: number, ...body: (number | string)[]): string {
  const text = bytes(...body);
  return bytes(first) + lengthField(text.length) + text;
}

/** A PUBLISH as a server sends it. `packetIdentifier` belongs to QoS 1. MQTT 3.1.1, 3.3. */
export function publishOf(topic: string, payload: string, qos: 0 | 1 = 0, packetIdentifier = 0, flags = 0): string {
  return packetOf(0x30 | (qos << 1) | flags, word(topic.length), topic, qos > 0 ? word(packetIdentifier) : '', payload);
}

/** `text` in pieces of `size` bytes, the last one shorter. */
export function chunksOf(text: string, size: number): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += size) chunks.push(text.slice(at, at + size));
  return chunks;
}
