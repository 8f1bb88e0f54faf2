/** The client on its own, as an Espruino module: `require("mqtt").create(host, options)`. Its interface is tinyMQTT's,
 *  its options are tinyMQTT's and the MQTT module's. */
import { KEEP_ALIVE, RETRY_CEILING, RETRY_FIRST } from '../limits.ts';
import { createClient } from './client.ts';
import { roomFor } from './room.ts';

/** Options by the names that tinyMQTT and the MQTT module gave them. */
export interface ModuleOptions {
  /** 1883 where absent. */
  port?: number;
  /** The board's serial number where absent. */
  client_id?: string;
  username?: string;
  password?: string;
  /** Seconds, any value; 0 for none. */
  keep_alive?: number;
  /** true where absent. */
  clean_session?: boolean;
  /** The first retry's seconds, and the longest back-off's. */
  retry?: { first: number; ceiling: number };
}

/** What `create` gives. It has Espruino's `on` for these events: `connected`; `message` with `{topic, message}`;
 *  `published`, at QoS 1 once it is acknowledged; `disconnected`; `error` with a text. */
export interface Module {
  connect(): void;
  disconnect(): void;
  subscribe(filter: string): void;
  /** False where it was refused: not connected, or too much waits. */
  publish(topic: string, message: string, qos?: number): boolean;
}

/** Makes a client for the server `host`. It connects on `connect()`, and again by itself whenever the connection is
 *  lost, its subscriptions with it. */
export function create(host: string, options?: ModuleOptions): Module {
  const given = options || {};
  const self = {} as Module & { emit(event: string, value?: unknown): void };
  let connected = false;
  function gone(): void {
    if (connected) self.emit('disconnected');
    connected = false;
  }
  const client = createClient(
    {
      host: host,
      port: given.port || 1883,
      keepAlive: given.keep_alive === undefined ? KEEP_ALIVE : given.keep_alive,
      retry: given.retry || { first: RETRY_FIRST, ceiling: RETRY_CEILING },
    },
    {
      clientId: given.client_id || getSerial(),
      username: given.username,
      password: given.password,
      cleanSession: given.clean_session !== false,
      filters: [],
    },
    { after: setTimeout, cancel: clearTimeout, seconds: getTime, random: Math.random },
    {
      network: (done) => done(),
      open: (server, port) => require('net').connect({ host: server, port: port }),
      room: roomFor,
      quick: () => false,
      message: (topic, message) => self.emit('message', { topic: topic, message: message }),
      tooLarge: (topic) => self.emit('error', 'a message on ' + topic + ' was too large'),
      ready: () => {
        connected = true;
        self.emit('connected');
      },
      published: () => self.emit('published'),
      lost: (reason) => {
        self.emit('error', reason);
        gone();
      },
    },
  );
  self.connect = client.connect;
  self.subscribe = client.subscribe;
  self.disconnect = () => {
    client.disconnect();
    gone();
  };
  self.publish = (topic, message, qos) => {
    const sent = client.publish(topic, message, qos);
    if (sent && !qos) self.emit('published');
    return sent;
  };
  return self;
}
