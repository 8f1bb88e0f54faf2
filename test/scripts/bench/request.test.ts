import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { type Length, offsets, pieces, REPLIES, REQUESTS, request } from '../../../scripts/bench/request.ts';

/** The packet's topic and payload, as npm mqtt-packet reads them. */
function read(bytes: string): { topic: string; payload: string } {
  const parser = mqttPacket.parser();
  let found: { topic: string; payload: string } | undefined;
  parser.on('packet', (packet) => {
    if (packet.cmd === 'publish') found = { topic: packet.topic, payload: String(packet.payload) };
  });
  assert.equal(parser.parse(Buffer.from(bytes, 'latin1')), 0);
  assert.ok(found);
  return found;
}

for (const length of ['full', 'short'] as const satisfies Length[])
  for (const fresh of [false, true])
    test(`a ${length} request ${fresh ? 'of a new text' : 'of a known text'} is one whole PUBLISH with a request to SetPin`, () => {
      const seen = new Set<string>();
      for (const n of [0, 1, 899, 900, 99_999].filter((n) => !fresh || n < 1000)) {
        const { topic, payload } = read(request(pieces(length), n, fresh));
        const asked = JSON.parse(payload) as { id: string; params: unknown; method: string };
        assert.match(topic.slice(REQUESTS.length), length === 'full' ? /^\d{19}$/ : /^\d$/);
        assert.ok(topic.startsWith(REQUESTS));
        assert.deepEqual(asked.params, { pin: 2, value: n & 1 });
        assert.equal(asked.method, 'thing.service.SetPin');
        seen.add(payload.replace(asked.id, ''));
      }
      assert.equal(seen.size, fresh ? 4 : 2);
    });

test('a full request has the 152 bytes of the README, a short one fits into 127', () => {
  assert.equal(request(pieces('full'), 0, false).length, 152);
  assert.ok(request(pieces('short'), 0, false).length <= 127);
});

test('a floor takes message id and payload where they are, and its replies are whole packets', () => {
  for (const fresh of [false, true]) {
    const packet = request(pieces('full'), 7, fresh);
    const known = offsets(pieces('full'), fresh);
    const id = packet.substr(Number(known.ID_AT), Number(known.ID_BYTES));
    assert.equal(id, '1000000000100000007');
    assert.equal(JSON.parse(packet.slice(Number(known.PAYLOAD_AT))).id, '107');
    const payload = '{"id":"107","code":200,"data":{"pin":2,"value":1}}';
    const head = `0${String.fromCharCode(Number(known.TOPIC_BYTES) + payload.length)}`;
    assert.deepEqual(read(head + known.TOPIC + id + payload), { topic: REPLIES + id, payload });
    assert.equal(JSON.parse(read(String(known.REPLY)).payload).code, 200);
  }
});
