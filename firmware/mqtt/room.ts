/** Whether there is memory for a packet. */
import { PACKET_BYTES_MOST } from '../limits.ts';

/** Whether a packet of `length` bytes may be kept: four times as much must be free, for its text, its payload, its
 *  parsed form and its answer. A block holds 12 bytes of text. */
export function roomFor(length: number): boolean {
  return length < PACKET_BYTES_MOST && process.memory(false).free * 3 > length;
}
