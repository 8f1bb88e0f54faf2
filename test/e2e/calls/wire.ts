// A server of one board that sends what a test wants and keeps every byte of what the board publishes.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { generate, type Packet, parser } from 'mqtt-packet';
import { publishOf } from '../../support/bytes.ts';
import { type Heard, hear } from '../rig.ts';

/** A PUBLISH of the board: topic and payload as bytes, and the whole packet. */
export interface Published {
  topic: string;
  payload: string;
  packet: string;
}

/** The server, as a test uses it. */
export interface Wire {
  readonly port: number;
  /** Every PUBLISH of the board. */
  readonly published: Heard<Published>;
  /** The filters that the board asked for, a list for each SUBSCRIBE. */
  readonly subscribed: Heard<string[]>;
  /** Sends the board a PUBLISH, byte for byte as support/bytes.ts writes it. */
  publish(topic: string, payload: string): void;
  /** Sends several in one segment. */
  publishAll(messages: readonly (readonly [topic: string, payload: string])[]): void;
  /** From now on the board gets its own messages back, as from a plain broker to whose filters they belong. */
  echo(): void;
}

/** Starts one; it is gone after the test. */
export async function wireFor(t: TestContext): Promise<Wire> {
  const published = hear<Published>('PUBLISH of the board');
  const subscribed = hear<string[]>('SUBSCRIBE of the board');
  let board: Socket | undefined;
  let echoes = false;
  const server = createServer((socket) => {
    board = socket;
    const reader = parser();
    const say = (packet: Packet): void => void socket.write(generate(packet));
    socket.on('error', () => undefined);
    socket.on('data', (data) => void reader.parse(data));
    reader.on('packet', (packet) => {
      if (packet.cmd === 'connect') say({ cmd: 'connack', returnCode: 0, sessionPresent: false });
      else if (packet.cmd === 'pingreq') say({ cmd: 'pingresp' });
      else if (packet.cmd === 'subscribe') {
        const granted = packet.subscriptions.map(({ qos }) => qos);
        say({ cmd: 'suback', messageId: packet.messageId as number, granted });
        subscribed.add(packet.subscriptions.map(({ topic }) => topic));
      } else if (packet.cmd === 'publish') {
        const whole = generate(packet);
        if (echoes) socket.write(whole);
        published.add({
          topic: packet.topic,
          payload: Buffer.from(packet.payload).toString('latin1'),
          packet: whole.toString('latin1'),
        });
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    board?.destroy();
    server.close();
  });
  const send = (bytes: string): void => void board?.write(bytes, 'latin1');
  return {
    port: (server.address() as AddressInfo).port,
    published,
    subscribed,
    publish: (topic, payload) => send(publishOf(topic, payload)),
    publishAll: (messages) => send(messages.map(([topic, payload]) => publishOf(topic, payload)).join('')),
    echo() {
      echoes = true;
    },
  };
}
