// Every limit of the runtime: its unit, its range, and what happens beyond it. Each is typed `number`, so that a changed value
// changes no importer's types, and the compiler looks at nothing else when this file is saved.

/** An inbound packet of this many bytes is always kept whole (128..16384). */
export const PACKET_BYTES: number = 2048;

/** A packet up to this many bytes (PACKET_BYTES..32768) is kept whole where four times as much memory is free. Any
 *  other is drained, never buffered, counted in `status().tooLarge`, and its call answered 100413 when its topic came
 *  through. */
export const PACKET_BYTES_MOST: number = 24576;

/** Longest topic taken, in bytes (128..255). Longer is "unknown": not parsed, counted in `status().unknown`.
 *  The platform's topics have 128; `/ext/rrpc/{19 digits}` in front of one makes 157. */
export const TOPIC_BYTES: number = 255;

/** Most bytes waiting for the socket, sent and not yet drained ones included. A packet that does not fit is
 *  dropped and counted in `status().dropped`; where it is one that the server waits for, the connection ends. QoS 1
 *  messages are bounded by IN_FLIGHT instead. */
export const SEND_BYTES: number = 4096;

/** Topic filters in one SUBSCRIBE (1..8, the platform's limit). Further ones go in further packets. */
export const FILTERS_PER_SUBSCRIBE: number = 8;

/** QoS 1 messages sent and not yet acknowledged (1..16). One more is refused: `publish` returns false. */
export const IN_FLIGHT: number = 4;

/** Seconds that the interpreter may be busy with one thing (90..600) before the watchdog starts the board anew: longer than
 *  a TCP or TLS connection that is never made, for which the ESP32 blocks. */
export const WATCHDOG_SECONDS: number = 300;

/** Starts in a row that came to nothing (2..9): the next one leaves the pins safe and the console free. */
export const STARTS: number = 3;

/** Milliseconds after which a start came to something though the link is not ready (10000..600000). */
export const UP_MS: number = 120000;

/** Milliseconds until a board that was held back starts anew (60000..3600000). */
export const HOLD_MS: number = 900000;

/** Tries to connect over a Wi-Fi that says it is up, before it is joined anew (2..10). */
export const WIFI_TRIES: number = 4;

/** Milliseconds for the network (Wi-Fi) to come up. Then the wait starts over with the back-off. */
export const NETWORK_MS: number = 60000;

/** Milliseconds from the socket's creation to CONNACK, TCP and TLS included. Then it is given up and retried. */
export const CONNACK_MS: number = 10000;

/** Milliseconds from SUBSCRIBE to SUBACK. Then the connection is given up and retried. */
export const SUBACK_MS: number = 10000;

/** Milliseconds from PINGREQ to PINGRESP, and never more than half a keep alive. Then the link is dead. */
export const PINGRESP_MS: number = 10000;

/** Seconds between packets that the server may count on (30..1200, the platform's range). */
export const KEEP_ALIVE: number = 60;

/** Seconds to the first retry after a lost connection (0.1..3600); jitter makes it 0.5 to 1.5 times this. */
export const RETRY_FIRST: number = 2;

/** Longest window of the growing back-off, in seconds (0.1..3600). */
export const RETRY_CEILING: number = 120;

/** A session shorter than this many milliseconds does not reset the back-off: two boards with one identity kick
 *  each other, and must not do it at full speed. */
export const SETTLED_MS: number = 60000;

/** Message ids remembered with their replies: a power of 2 (2..32). An older id is taken for new. */
export const RECENT_CALLS: number = 8;

/** Calls that may wait for their answer at once (1..8). One more that is not answered at once is refused with 429. */
export const RUNNING_CALLS: number = 4;

/** Milliseconds from a request to its answer (1000..8000; the platform waits for 8 s). Then it is answered 100408, and
 *  what its service says later is swallowed, counted in `status().late`. */
export const CALL_MS: number = 7000;

/** Requests kept as they were read, by their text without the id (0..16): one that comes again with another id is not
 *  read again. When there are more, all are forgotten. */
export const KNOWN_REQUESTS: number = 4;

/** Longest request that is kept so, in bytes (64..512). */
export const KNOWN_BYTES: number = 256;

/** Posts in one second, properties and events together (1..20; the platform takes 30 messages a second, answers
 *  included). A change of a property waits for the next second and goes out with its latest value; an event is refused,
 *  and counted in `status().refused`. */
export const POSTS_PER_SECOND: number = 5;

/** Posts that may wait for their acknowledgement at once (1..16). One more is refused. */
export const POSTS_WAITING: number = 4;

/** Milliseconds from a post to its acknowledgement. Then its `done` is told so. */
export const POST_MS: number = 8000;

/** Inputs watched at once by WatchPin (1..16). One more is refused with 429. */
export const WATCHES: number = 8;

/** Operations in one Batch (1..16). */
export const BATCH_OPERATIONS: number = 8;

/** Longest pulse or blink phase, in milliseconds (1000..2147483647), with all that extends it. More is refused with 460. */
export const PULSE_MS: number = 3600000;

/** Longest pulse that a call waits for, in milliseconds (100..CALL_MS). More is refused with 460. */
export const WAIT_MS: number = 6000;

/** Milliseconds that changed settings have to sign in (30000..600000). Then the old ones come back, and the board starts
 *  anew. */
export const TRIAL_MS: number = 90000;

/** Milliseconds from Reboot's answer to the safe states, and again to the restart (100..2000). */
export const RESTART_MS: number = 500;

/** A JSON text that is longer than 256 bytes or holds an array has at most two arrays and objects fewer than this, its
 *  envelope counted (20..64): how deep they go is the interpreter's stack. One with more is refused with 400. */
export const JSON_OBJECTS: number = 24;

/** Milliseconds that changes of properties gather before they are posted together (50..1000), and that they wait where a
 *  post was refused (500..60000). */
export const CHANGES_MS: number = 200;
export const CHANGES_AGAIN_MS: number = 1000;
