/** The states of a connection, and the one place that says which may follow which. */

/** A connection's states, in the order of a good life. */
export const enum State {
  /** Nothing is wanted. */
  IDLE,
  /** The network (Wi-Fi) is awaited. */
  NETWORK,
  /** TCP or TLS opens. */
  OPENING,
  /** CONNECT is sent, CONNACK awaited. */
  SIGNING_IN,
  /** SUBSCRIBE is sent, SUBACK awaited. */
  SUBSCRIBING,
  /** Publishes go both ways. */
  READY,
  /** DISCONNECT is sent, the socket's end awaited. */
  CLOSING,
  /** Lost or refused: the next try waits for its time. */
  WAITING,
}

/** Whether the connection may go from `from` to `to`. Nothing else decides this.
 *  1. The server accepts TCP but never answers CONNECT: CONNACK's deadline fires in SIGNING_IN.
 *  2. The socket's 'close' arrives later, from a socket already given up: its listeners are gone by then, and had
 *     the event been queued before, WAITING does not follow WAITING.
 *  3. `disconnect()` is legal in every state: with a session it says DISCONNECT first (CLOSING), without one there
 *     is nobody to tell (IDLE). The retry's timer is cleared either way.
 *  4. `connect()` during CLOSING waits: the old socket must be gone first, so NETWORK follows IDLE.
 *  5. A filter added later: READY goes back to SUBSCRIBING, and publishes go on meanwhile.
 *  6. The network comes up after `disconnect()`: OPENING does not follow IDLE, so the late news is ignored. */
export function may(from: State, to: State): boolean {
  return (
    (([
      1 << State.NETWORK,
      (1 << State.OPENING) | (1 << State.WAITING) | (1 << State.IDLE),
      (1 << State.SIGNING_IN) | (1 << State.WAITING) | (1 << State.IDLE),
      (1 << State.SUBSCRIBING) | (1 << State.WAITING) | (1 << State.CLOSING),
      (1 << State.READY) | (1 << State.WAITING) | (1 << State.CLOSING),
      (1 << State.SUBSCRIBING) | (1 << State.WAITING) | (1 << State.CLOSING),
      1 << State.IDLE,
      (1 << State.NETWORK) | (1 << State.IDLE),
    ][from] >>
      to) &
      1) >
    0
  );
}
