// Where devices come in: MQTT over TCP, over TLS, and over WebSocket, each on a port of its own.
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { listen } from '../../listen.ts';
import { CONNECT_MS, MQTT_CONNECTIONS, PACKET_BYTES, STRANGERS } from '../limits.ts';
import { Waiting } from '../waiting.ts';
import type { Certificate } from './certificate.ts';

/** Which doors to open. A port of 0 takes a free one; one that is left out stays shut. */
export interface DoorOptions {
  host: string;
  mqttPort: number;
  tlsPort?: number;
  webSocketPort?: number;
  /** For the TLS port. */
  certificate?: Certificate;
  /** Milliseconds for TLS's handshake; CONNECT_MS unless given. */
  handshakeMs?: number;
  /** Takes a connection. */
  accept(wire: Duplex): void;
}

/** The ports that are open. */
export interface DoorPorts {
  mqtt: number;
  tls?: number;
  webSocket?: number;
}

/** The doors, opened by `open`. */
export class Doors {
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  ports: DoorPorts = { mqtt: 0 };

  /** Opens them. Rejects, naming the port, when one cannot be had; `close` is to be called then too. */
  async open(options: DoorOptions): Promise<void> {
    const { host, accept, tlsPort, webSocketPort, certificate } = options;
    this.ports.mqtt = await this.#listen(createServer(accept), host, options.mqttPort, 'MQTT');
    if (tlsPort !== undefined) {
      if (!certificate) throw new Error('the TLS port needs a certificate');
      const server = tlsServer(certificate, options.handshakeMs ?? CONNECT_MS, accept);
      this.ports.tls = await this.#listen(server, host, tlsPort, 'MQTT over TLS');
    }
    if (webSocketPort !== undefined)
      this.ports.webSocket = await this.#listen(webSocketServer(accept), host, webSocketPort, 'MQTT over WebSocket');
  }

  /** Shuts them all and cuts what is still connected. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  #listen(server: Server, host: string, port: number, what: string): Promise<number> {
    server.maxConnections = MQTT_CONNECTIONS;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#servers.push(server);
    return listen(server, host, port, what);
  }
}

/** A server of MQTT over TLS. Beyond STRANGERS handshakes under way the oldest is closed. */
function tlsServer(certificate: Certificate, handshakeMs: number, accept: (wire: Duplex) => void): Server {
  const server = createTlsServer({ ...certificate, handshakeTimeout: handshakeMs, minVersion: 'TLSv1.2' });
  const handshakes = new Waiting(server, STRANGERS);
  // Node tells of the end of a handshake by another socket than the one that came in: they have the same peer.
  const wires = new Map<string, Socket>();
  const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.on('connection', (wire: Socket) => {
    const peer = peerOf(wire);
    wires.set(peer, wire);
    wire.once('close', () => wires.get(peer) === wire && wires.delete(peer));
  });
  server.on('secureConnection', (socket) => {
    const wire = wires.get(peerOf(socket));
    if (wire) handshakes.delete(wire);
    accept(socket);
  });
  // A peer that speaks no TLS, or not ours, or stops halfway: Node leaves its connection open.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

/** A server of WebSockets with the subprotocol `mqtt`, on any path. MQTT 3.1.1, 6. Beyond STRANGERS connections that
 *  are no WebSocket yet the oldest is closed. */
function webSocketServer(accept: (wire: Duplex) => void): Server {
  const patience = {
    headersTimeout: CONNECT_MS,
    requestTimeout: CONNECT_MS,
    connectionsCheckingInterval: CONNECT_MS / 5,
  };
  const http = createHttpServer(patience, (_request, response) => {
    response.writeHead(426, { upgrade: 'websocket', connection: 'close' }).end('MQTT over WebSocket is here.\n');
  });
  const handshakes = new Waiting(http, STRANGERS);
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: PACKET_BYTES.signedIn,
    perMessageDeflate: false,
    handleProtocols: (protocols) => ['mqtt', 'mqttv3.1'].find((protocol) => protocols.has(protocol)) ?? false,
  });
  // The HTTP server's own listener tells what is wrong with it.
  sockets.on('error', () => {});
  sockets.on('connection', (socket, request) => {
    // MQTT's own bytes go in binary messages.
    if (socket.protocol === '') return socket.close(1002, 'the subprotocol must be mqtt');
    socket.on('message', (_data, isBinary) => {
      if (!isBinary) socket.close(1003, 'MQTT goes in binary messages');
    });
    handshakes.delete(request.socket);
    accept(createWebSocketStream(socket));
  });
  return http;
}
