// Cases: the thing model and custom topics, by the official client. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { type TestContext, test } from 'node:test';
import devkit from '../../board/esp32-devkit-v1.ts';
import { callMessage } from '../../scripts/call/callService.ts';
import { createClient } from '../../scripts/call/client.ts';
import { answer, DEVICE, events, type Kind, missing, rigFor, targetOf } from './rig.ts';

const iot = createRequire(import.meta.url)('@alicloud/iot20180120') as typeof import('@alicloud/iot20180120');
const { productKey, deviceName } = DEVICE;
const { relay, button } = devkit.pins as Record<string, { pin: number }>;

/** What the device is: a service that is called without waiting, and a property. */
const MODEL = {
  schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
  profile: { productKey },
  services: [
    {
      identifier: 'TogglePin',
      name: 'Toggle',
      required: false,
      callType: 'async',
      inputData: [{ identifier: 'pin', name: 'pin', dataType: { type: 'text', specs: { length: '64' } } }],
      outputData: [],
      method: 'thing.service.TogglePin',
    },
  ],
  properties: [
    {
      identifier: 'relay',
      name: 'relay',
      accessMode: 'rw',
      required: false,
      dataType: { type: 'bool', specs: { 0: 'off', 1: 'on' } },
    },
  ],
  events: [],
};

/** Parses a device's reply. */
const parsed = (reply: Buffer): { id: string; code: number; data?: unknown; message?: string } =>
  JSON.parse(reply.toString('utf8'));

/** The cases of the thing model on this kind of board. */
export function thingCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 60_000 }, body);

  check('an async service moves the pin and answers on _reply, with the id of its envelope', async (t) => {
    const { cloud, pins } = await rigFor(t, kind);
    const replies = events(cloud, 'reply');
    const client = createClient(targetOf(cloud), 10_000);
    await client.importThingModelTsl(new iot.ImportThingModelTslRequest({ productKey, tslStr: JSON.stringify(MODEL) }));
    const before = pins.all.length;
    const { body } = await client.invokeThingService(
      new iot.InvokeThingServiceRequest({ productKey, deviceName, identifier: 'TogglePin', args: '{"pin":"relay"}' }),
    );
    assert.equal(body?.success, true);
    assert.equal(body?.data?.result ?? '', '');
    const { reply, topic, request } = await replies.find(() => true);
    assert.match(topic, /\/thing\/service\/TogglePin$|\/thing\/service\/TogglePin_reply$/);
    const { id, code, data } = parsed(reply);
    assert.deepEqual([id, code, data], [JSON.parse(request.toString()).id, 200, { pin: 'relay', value: 1 }]);
    assert.equal((await pins.find(({ pin }) => pin === relay?.pin, before)).value, 0);
  });

  check('a property is set, answered with what was applied, and its change posted', async (t) => {
    const { cloud, pins } = await rigFor(t, kind);
    const replies = events(cloud, 'reply');
    const published = events(cloud, 'publish');
    const client = createClient(targetOf(cloud), 10_000);
    const set = (items: string) =>
      client.setDeviceProperty(new iot.SetDevicePropertyRequest({ productKey, deviceName, items }));
    const before = pins.all.length;
    assert.equal((await set('{"relay":1}')).body?.success, true);
    const first = parsed((await replies.find(() => true)).reply);
    assert.deepEqual([first.code, first.data], [200, { relay: 1 }]);
    assert.equal((await pins.find(({ pin }) => pin === relay?.pin, before)).value, 0);
    const post = await published.find(({ topic }) => topic.endsWith('/thing/event/property/post'));
    assert.deepEqual(JSON.parse(post.payload.toString()).params, { relay: 1 });
    // What is no property moves nothing, and says which there are.
    await set('{"relay":0,"lid":1}');
    const second = parsed((await replies.find(({ reply }) => parsed(reply).code !== 200)).reply);
    assert.deepEqual([second.code, second.message], [460, 'no property "lid": relay']);
    assert.deepEqual(await answerOf(cloud, 'GetPin', { pin: 'relay' }), { pin: 'relay', value: 1 });
  });

  check('RRpc on a custom topic has its handler, which gets any bytes and gives any', async (t) => {
    const { cloud, board, send } = await rigFor(t, kind, { settings: { ext: 1 } });
    const topic = `/${productKey}/${deviceName}/user/get`;
    await board.evaluate(
      `rrpc.topics['/user/get'] = function (payload) { return payload === 'temperature?' ? '21.5 ' + payload.length : '\\x00\\xff'; }; 1`,
    );
    assert.equal(await send('temperature?', { topic }), '21.5 12');
    const raw = await callMessage(targetOf(cloud), Buffer.from([0, 1, 0xff, 0xe9]), { topic });
    assert.deepEqual([...raw.payload], [0, 0xff]);
  });

  check('a handler on a custom topic may answer later, and what it throws is 100500 with its message', async (t) => {
    const { board, send } = await rigFor(t, kind, { settings: { ext: 1 } });
    const topic = `/${productKey}/${deviceName}/user/slow`;
    await board.evaluate(
      `rrpc.topics['/user/slow'] = function (payload, later) {
         if (payload === 'break') throw new Error('out of paper');
         var call = later();
         setTimeout(function () { call.reply('late'); call.reply('later'); }, 300);
       }; 1`.replace(/\s+/g, ' '),
    );
    assert.equal(await send('x', { topic }), 'late');
    assert.deepEqual(JSON.parse(await send('break', { topic })), {
      id: '',
      code: 100500,
      data: {},
      message: 'out of paper',
    });
  });

  check('RRpc without a topic that is no request to a service has the handler of "/"', async (t) => {
    const { board, send } = await rigFor(t, kind);
    await board.evaluate(`rrpc.topics['/'] = function (payload) { return 'echo ' + payload; }; 1`);
    assert.equal(await send('hello'), 'echo hello');
    assert.match(await send('{"id":"1","version":"1.0","method":"thing.service.Ping"}'), /^\{"id":"1","code":200,/);
  });

  check('both forms of the sync service answer the same, on the ext form too', async (t) => {
    const { call, cloud } = await rigFor(t, kind, { settings: { ext: 1 } });
    const calls = events(cloud, 'call');
    assert.deepEqual(answer(await call('SetPin', { pin: 'relay', value: 1 })), {
      code: 200,
      data: { pin: 'relay', value: 1 },
    });
    assert.deepEqual(answer(await call('GetPin', { pin: 'relay' }, { rrpc: true })), {
      code: 200,
      data: { pin: 'relay', value: 1 },
    });
    const ids = calls.all.map(({ messageId }) => BigInt(messageId ?? 0));
    assert.ok(ids.length === 2 && ids.every((id) => id > 2n ** 53n), `message ids above 2^53: ${ids}`);
  });

  check('text beyond ASCII comes through unharmed, as UTF-8 and as escapes', async (t) => {
    const { board, send } = await rigFor(t, kind);
    await board.evaluate(`rrpc.topics['/'] = function (payload) { return payload; }; 1`);
    assert.equal(await send('été 中 😀'), 'été 中 😀');
    const ask = (name: string) =>
      send(`{"id":"1","params":{"pin":${name}},"method":"thing.service.GetPin"}`).then(
        (text) => JSON.parse(text).message,
      );
    const wanted = 'pin "été 中 😀" is not on this board: ';
    // A name that is no pin comes back in the refusal, quoted as JSON.
    for (const name of ['"été 中 😀"', '"\\u00e9t\\u00E9 \\u4e2d \\ud83d\\ude00"'])
      assert.ok(unquoted(await ask(name)).startsWith(wanted), await ask(name));
  });

  check('an input that changes is posted as a property, and its edges as events where it is watched', async (t) => {
    const { cloud, board, call } = await rigFor(t, kind);
    if (!board.wires) return t.skip('this board has no wires to drive');
    const published = events(cloud, 'publish');
    assert.deepEqual((await call('WatchPin', { pin: 'button', edge: 'rising', debounce: 0 })).data, {
      pin: 'button',
      watched: 1,
    });
    await board.wires.drive(button?.pin ?? -1, 0);
    const event = await published.find(({ topic }) => topic.endsWith('/thing/event/PinChanged/post'));
    const { params, method } = JSON.parse(event.payload.toString());
    const { pin, value, count } = params.value;
    assert.deepEqual([method, pin, value, count], ['thing.event.PinChanged.post', 'button', 1, 1]);
    const post = await published.find(({ topic }) => topic.endsWith('/thing/event/property/post'));
    assert.deepEqual(JSON.parse(post.payload.toString()).params, { button: 1 });
    return undefined;
  });

  /** The data of a service's answer. */
  async function answerOf(cloud: Parameters<typeof targetOf>[0], service: string, params: object): Promise<unknown> {
    const client = createClient(targetOf(cloud), 10_000);
    const { body } = await client.invokeThingService(
      new iot.InvokeThingServiceRequest({ productKey, deviceName, identifier: service, args: JSON.stringify(params) }),
    );
    return JSON.parse(body?.data?.result ?? 'null');
  }
}

/** A message with its escapes undone, as an interpreter with characters writes them in a quoted name. */
function unquoted(message: string): string {
  return message.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
