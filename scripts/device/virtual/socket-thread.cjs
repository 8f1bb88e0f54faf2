/** The virtual board's sockets, on a thread of their own: the board waits for a connection as the ESP32 does, blocked. */
'use strict';
const net = require('node:net');
const tls = require('node:tls');
const { parentPort } = require('node:worker_threads');

/** Bytes read ahead of the board before the peer is held back. */
const READ_AHEAD = 65536;
/** Cells of the shared answer to a connect: done, error number, host not found. See link.ts. */
const DONE = 0;
const ERRNO = 1;
const NO_HOST = 2;

/** @type {Map<number, { socket: import('node:net').Socket, ahead: number }>} */
const open = new Map();

/** Connects and answers through shared memory, because the board's thread is waiting there. */
function connect({ id, host, port, secure, answer }) {
  const cells = new Int32Array(answer);
  const finish = (errno, noHost) => {
    Atomics.store(cells, ERRNO, errno);
    Atomics.store(cells, NO_HOST, noHost ? 1 : 0);
    Atomics.store(cells, DONE, 1);
    Atomics.notify(cells, DONE);
  };
  // Like Espruino's, this TLS checks no certificate.
  const socket = secure
    ? tls.connect({ host, port, rejectUnauthorized: false })
    : net.connect({ host, port, family: 4 });
  const state = { socket, ahead: 0 };
  let connected = false;
  open.set(id, state);
  socket.setNoDelay(true);
  // TLS counts as connected before its handshake: the server may live on the thread that waits here.
  socket.once('connect', () => {
    connected = true;
    finish(0, false);
  });
  socket.on('data', (bytes) => {
    state.ahead += bytes.length;
    if (state.ahead > READ_AHEAD) socket.pause();
    parentPort.postMessage({ what: 'data', id, bytes });
  });
  socket.on('error', (error) => {
    if (!connected) finish(Math.abs(error.errno || 111), error.syscall === 'getaddrinfo');
  });
  // The board's own end follows when the bundle has read what came before.
  socket.on('end', () => parentPort.postMessage({ what: 'closed', id }));
  socket.on('close', () => {
    open.delete(id);
    parentPort.postMessage({ what: 'closed', id });
  });
}

parentPort.on('message', (message) => {
  if (message.what === 'connect') return connect(message);
  const state = open.get(message.id);
  if (!state) return undefined;
  const { socket } = state;
  if (message.what === 'write') {
    return socket.write(message.bytes, () =>
      parentPort.postMessage({ what: 'wrote', id: message.id, count: message.bytes.length }),
    );
  }
  if (message.what === 'took') {
    state.ahead -= message.count;
    if (state.ahead <= READ_AHEAD) socket.resume();
  } else if (message.what === 'close') socket.destroySoon();
  else if (message.what === 'destroy') socket.destroy();
  return undefined;
});
