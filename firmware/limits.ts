/** Every limit of the runtime: its unit, its range, and what happens beyond it. */

/** An inbound packet of this many bytes is always kept whole (128..16384). */
export const PACKET_BYTES = 2048;

/** A packet up to this many bytes (PACKET_BYTES..32768) is kept whole where four times as much memory is free. Any
 *  other is drained, never buffered, counted in `status().tooLarge`, and its call answered 100413 when its topic came
 *  through. */
export const PACKET_BYTES_MOST = 24576;

/** Longest topic taken, in bytes (128..255). Longer is "unknown": not parsed, counted in `status().unknown`.
 *  The platform's topics have 128; `/ext/rrpc/{19 digits}` in front of one makes 157. */
export const TOPIC_BYTES = 255;

/** Most bytes waiting for the socket, sent and not yet drained ones included. A packet that does not fit is
 *  dropped and counted in `status().dropped`; where it is one that the server waits for, the connection ends. QoS 1
 *  messages are bounded by IN_FLIGHT instead. */
export const SEND_BYTES = 4096;

/** Topic filters in one SUBSCRIBE (1..8, the platform's limit). Further ones go in further packets. */
export const FILTERS_PER_SUBSCRIBE = 8;

/** QoS 1 messages sent and not yet acknowledged (1..16). One more is refused: `publish` returns false. */
export const IN_FLIGHT = 4;

/** Milliseconds for the network (Wi-Fi) to come up. Then the wait starts over with the back-off. */
export const NETWORK_MS = 60000;

/** Milliseconds from the socket's creation to CONNACK, TCP and TLS included. Then it is given up and retried. */
export const CONNACK_MS = 10000;

/** Milliseconds from SUBSCRIBE to SUBACK. Then the connection is given up and retried. */
export const SUBACK_MS = 10000;

/** Milliseconds from PINGREQ to PINGRESP, and never more than half a keep alive. Then the link is dead. */
export const PINGRESP_MS = 10000;

/** Seconds between packets that the server may count on (30..1200, the platform's range). */
export const KEEP_ALIVE = 60;

/** Seconds to the first retry after a lost connection (0.1..3600); jitter makes it 0.5 to 1.5 times this. */
export const RETRY_FIRST = 2;

/** Longest window of the growing back-off, in seconds (0.1..3600). */
export const RETRY_CEILING = 120;

/** A session shorter than this many milliseconds does not reset the back-off: two boards with one identity kick
 *  each other, and must not do it at full speed. */
export const SETTLED_MS = 60000;

/** Message ids remembered with their replies: a power of 2 (2..32). An older id is taken for new. */
export const RECENT_CALLS = 8;
