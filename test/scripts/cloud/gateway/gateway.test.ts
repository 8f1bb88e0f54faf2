// A gateway's start in front of a broker played by bytes, which says what it likes with each SUBACK.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { REGISTRY_TOPIC } from '../../../../scripts/cloud/gateway/replica.ts';
import { Sealed } from '../../../../scripts/cloud/gateway/sealed.ts';
import { accessKey } from '../help.ts';
import { gatewayFor } from './rig.ts';

const post = '/sys/a1Bcd/lamp/thing/event/property/post';

/** A broker of MQTT 5 that grants everything. `retained` are messages by filter: each leaves in one segment with the SUBACK of
 *  its filter. `sent` emits each topic that it was sent something on. */
async function brokerOf(t: TestContext, retained: Record<string, { topic: string; payload: Buffer | string }>) {
  const sent = new EventEmitter();
  const server = createServer((socket: Socket) => {
    const parser = mqttPacket.parser({ protocolVersion: 5 });
    const bytes = (packet: mqttPacket.Packet) => mqttPacket.generate(packet, { protocolVersion: 5 });
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connect') socket.write(bytes({ cmd: 'connack', reasonCode: 0, sessionPresent: false }));
      if (packet.cmd === 'publish') {
        sent.emit(packet.topic);
        socket.write(bytes({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: 0 }));
      }
      if (packet.cmd !== 'subscribe') return;
      const messages = packet.subscriptions.flatMap(({ topic }) => retained[topic] ?? []);
      const suback = bytes({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] });
      const publishes = messages.map((message) =>
        bytes({ cmd: 'publish', qos: 0, dup: false, retain: true, ...message }),
      );
      socket.write(Buffer.concat([suback, ...publishes]));
    });
    socket.on('data', (chunk) => parser.parse(chunk)).on('error', () => {});
    t.after(() => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, sent };
}

test('a post that comes with the SUBACK of its filter is stored, and the gateway starts', async (t) => {
  const body = { id: '1', version: '1.0', params: { LED: 1 }, method: 'thing.event.property.post' };
  const { port } = await brokerOf(t, {
    '/sys/+/+/thing/event/+/post': { topic: post, payload: JSON.stringify(body) },
    '/sys/+/+/rrpc/response/+': { topic: '/sys/a1Bcd/lamp/rrpc/response/1', payload: 'late' },
  });
  const cloud = await gatewayFor(t, port);
  assert.equal((await cloud.store.lastProperties('a1Bcd', 'lamp')).get('LED')?.value, 1);
});

test("another gateway's greeting that comes with the last SUBACK ends nothing, and is answered by this one's own", async (t) => {
  const greeting = { from: 'another', digest: '', asks: true };
  const { port, sent } = await brokerOf(t, {
    [REGISTRY_TOPIC]: { topic: REGISTRY_TOPIC, payload: new Sealed([accessKey]).seal(JSON.stringify(greeting)) },
  });
  const answered = once(sent, REGISTRY_TOPIC);
  await gatewayFor(t, port);
  await answered;
});
