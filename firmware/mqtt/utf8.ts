/** Whether bytes are UTF-8. */

/** Whether `text` is well-formed UTF-8, as RFC 3629 has it: no overlong form, no surrogate, nothing above U+10FFFF.
 *  MQTT 3.1.1, 1.5.3 [MQTT-1.5.3-1]. */
export function wellFormed(text: string): boolean {
  /** Bytes that must follow, and the range of the next one. */
  let more = 0;
  let low = 0;
  let high = 0;
  let at = 0;
  let c = 0;
  // The native looks through ASCII a hundred times faster.
  if (!/[^\0-\x7f]/.test(text)) return true;
  // Past the end it is NaN.
  while ((c = text.charCodeAt(at++)) >= 0) {
    if (more ? c < low || c > high : c > 127 && (c < 194 || c > 244)) return false;
    if (more) more--;
    else more = c < 128 ? 0 : c < 224 ? 1 : c < 240 ? 2 : 3;
    low = c === 224 ? 160 : c === 240 ? 144 : 128;
    high = c === 237 ? 159 : c === 244 ? 143 : 191;
  }
  return !more;
}
