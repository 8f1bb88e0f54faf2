/** The client on its own, as an Espruino module: `require("mqtt").create(host, options)`. Its interface is tinyMQTT's,
 *  its options are tinyMQTT's and the MQTT module's. */
import { KEEP_ALIVE, RETRY_CEILING, RETRY_FIRST } from '../limits.ts';
import { createClient } from './client.ts';
import { roomFor } from './room.ts';
import type { Counters } from './types.ts';

/** Options by the names that tinyMQTT and the MQTT module gave them. */
export interface ModuleOptions {
  /** 1883 where absent. */
  port?: number;
  /** The board's serial number where absent. */
  client_id?: string;
  username?: string;
  password?: string;
  /** Seconds, 0..65535; 0 for none, and KEEP_ALIVE where absent. */
  keep_alive?: number;
  /** true where absent. */
  clean_session?: boolean;
  /** The first retry's seconds, and the longest back-off's. */
  retry?: { first: number; ceiling: number };
}

/** What `create` gives. It has Espruino's `on` for these events: `connected`; `message` with `{topic, message}`;
 *  `published`, at QoS 1 once it is acknowledged; `disconnected`, where it was connected; `error` with a text, for every
 *  connection that was lost, refused or never made. */
export interface Module {
  /** Wants the connection, now and after every loss. Called while it is wanted already, it hurries nothing. */
  connect(): void;
  /** Ends the connection, and wants it no more. */
  disconnect(): void;
  /** Subscribes at QoS 0, now or as soon as there is a connection, and again after every reconnect. The same filter is
   *  kept once. Throws for what is no topic filter. MQTT 3.1.1, 4.7.1. */
  subscribe(filter: string): void;
  /** False where it was refused: not connected, or too much waits. Throws for what is no topic name. MQTT 3.1.1, 3.3. */
  publish(topic: string, message: string, qos?: number): boolean;
  /** What the client has seen, and why the last connection ended. */
  status(): Counters;
}

/** Throws where `text` is no string of 1 to 65535 bytes [MQTT-4.7.3-1, MQTT-4.7.3-3], or has `bad` in it: a server
 *  closes the connection on such a topic, and would again at every reconnect. */
function check(text: string, bad: RegExp, rule: string): void {
  if (text !== '' + text || !text || text.length > 65535 || bad.test(text))
    throw new Error(rule + ', 1..65535 bytes, no NUL');
}

/** Makes a client for the server `host`. It connects on `connect()`, and again by itself whenever the connection is
 *  lost, its subscriptions with it. */
export function create(host: string, options?: ModuleOptions): Module {
  const given = options || {};
  const filters: string[] = [];
  let connected = false;
  let self: Module;
  // Below, a function whose value nobody wants has a block: without one it carries a `return`.
  function tell(event: string, value?: unknown): void {
    (self as Module & { emit(event: string, value?: unknown): void }).emit(event, value);
  }
  function gone(): void {
    if (connected) tell('disconnected');
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
      filters: filters,
    },
    { after: setTimeout, cancel: clearTimeout, seconds: getTime, random: Math.random },
    {
      network: (done) => {
        done();
      },
      open: (server, port) => require('net').connect({ host: server, port: port }),
      room: roomFor,
      quick: () => false,
      message: (topic, message) => {
        tell('message', { topic: topic, message: message });
      },
      tooLarge: (topic) => {
        tell('error', 'too large: ' + topic);
      },
      ready: () => {
        connected = true;
        tell('connected');
      },
      published: () => {
        tell('published');
      },
      lost: (reason) => {
        tell('error', reason);
        gone();
      },
    },
  );
  self = {
    connect: client.connect,
    disconnect: () => {
      client.disconnect();
      gone();
    },
    subscribe: (filter) => {
      // [MQTT-4.7.1-2], [MQTT-4.7.1-3], [MQTT-4.7.3-2].
      check(filter, /\0|[^\x2f][#+]|[#+][^\x2f]|#./, 'filter: + and # alone in a level, # last');
      if (filters.indexOf(filter) < 0) client.subscribe(filter);
    },
    publish: (topic, message, qos) => {
      // [MQTT-3.3.2-2], [MQTT-4.7.3-2].
      check(topic, /[\0+#]/, 'topic: no + or #');
      const sent = client.publish(topic, message, qos);
      if (sent && !qos) tell('published');
      return sent;
    },
    status: client.status,
  };
  return self;
}
