// The built bundle against Mosquitto, a broker that nobody here wrote; the test plays the cloud.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import { devicePassword } from '../../scripts/cloud/identity.ts';
import { findMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.ts';
import { type Bench, boot, DEVICE, hear, type Kind, missing, settingsFor } from './rig.ts';

const OWN = `/sys/${DEVICE.productKey}/${DEVICE.deviceName}`;
const CLOUD = { username: 'cloud', password: 'cloud-password' };

/** What came on a topic. */
interface Message {
  readonly topic: string;
  readonly text: string;
}

/** A broker, a board on it, and a client that plays the cloud. */
interface Field extends Bench {
  broker: Mosquitto;
  cloud: MqttClient;
  /** All that the cloud's client has heard. */
  messages: ReturnType<typeof hear<Message>>;
  /** Publishes a request, and resolves with what is answered on `answerOn`. */
  ask(topic: string, answerOn: string, text: string, qos?: 0 | 1): Promise<unknown>;
  /** A system RRPC request. */
  call(messageId: string, service: string, params?: object, qos?: 0 | 1): Promise<unknown>;
  /** Resolves when the board says that it is ready, once more than it has. */
  ready(): Promise<void>;
}

const READY = /^I \S+ link ready$/;
const request = (service: string, params: object): string =>
  JSON.stringify({ id: '7', version: '1.0', params, method: `thing.service.${service}` });
const ok = (data: object): object => ({ id: '7', code: 200, data });

async function connectCloud(t: TestContext, broker: Mosquitto): Promise<MqttClient> {
  const cloud = mqtt.connect({ host: '127.0.0.1', port: broker.port, ...CLOUD, reconnectPeriod: 50 });
  t.after(() => cloud.endAsync(true));
  // Later errors are those of a broker that is restarted: it is dialled again.
  cloud.on('error', () => {});
  await new Promise<void>((resolve, reject) => cloud.once('connect', () => resolve()).once('error', reject));
  return cloud;
}

async function fieldFor(t: TestContext, kind: Kind, settings: Record<string, unknown> = {}): Promise<Field> {
  const { deviceName, productKey, deviceSecret } = DEVICE;
  const password = devicePassword({ cid: deviceName, productKey, deviceName }, 'hmacsha256', deviceSecret);
  const users = { [`${deviceName}&${productKey}`]: password, [CLOUD.username]: CLOUD.password };
  const broker = await startMosquitto(users);
  t.after(() => broker.stop());
  const messages = hear<Message>('message');
  const cloud = await connectCloud(t, broker);
  cloud.on('message', (topic, payload) => messages.add({ topic, text: payload.toString() }));
  await cloud.subscribeAsync([`${OWN}/rrpc/response/+`, `/ext/rrpc/+${OWN}/thing/service/+`]);
  const bench = await boot(t, kind, settingsFor(broker.port, settings));
  async function ask(topic: string, answerOn: string, text: string, qos: 0 | 1 = 0): Promise<unknown> {
    const from = messages.all.length;
    await cloud.publishAsync(topic, text, { qos });
    const found = await messages.find((one) => one.topic === answerOn && one.text !== text, from);
    return JSON.parse(found.text);
  }
  return {
    ...bench,
    broker,
    cloud,
    messages,
    ask,
    call: (messageId, service, params = {}, qos) =>
      ask(`${OWN}/rrpc/request/${messageId}`, `${OWN}/rrpc/response/${messageId}`, request(service, params), qos),
    async ready() {
      const from = bench.lines.all.length;
      await bench.lines.find((line) => READY.test(line), from);
    },
  };
}

function mosquittoCases(kind: Kind): void {
  const skip =
    missing(kind) ?? (findMosquitto() === undefined ? 'not run: no mosquitto here (Debian has a package)' : false);
  const check = (name: string, body: (field: Field) => Promise<void>, settings = {}): void =>
    void test(`${kind}, Mosquitto: ${name}`, { skip, timeout: 60_000 }, async (t) => {
      const field = await fieldFor(t, kind, settings);
      await field.lines.find((line) => READY.test(line));
      await body(field);
    });

  check('a request moves the pin and is answered on its message id, once', async ({ call, pins, messages }) => {
    const before = pins.all.length;
    assert.deepEqual(
      await call('889455942124347392', 'SetPin', { pin: 'led', value: 1 }),
      ok({ pin: 'led', value: 1 }),
    );
    assert.deepEqual(await call('889455942124347393', 'GetPin', { pin: 'led' }), ok({ pin: 'led', value: 1 }));
    assert.deepEqual(
      pins.all.slice(before).map(({ pin, value }) => [pin, value]),
      [[2, 1]],
    );
    assert.equal(messages.all.length, 2);
  });

  check('twenty requests at once are each answered on their own message id', async ({ call }) => {
    const values = Array.from({ length: 20 }, (_, i) => i % 2);
    const answers = await Promise.all(
      values.map((value, i) => call(String(1000 + i), 'SetPin', { pin: 'led', value })),
    );
    assert.deepEqual(
      answers,
      values.map((value) => ok({ pin: 'led', value })),
    );
  });

  // The broker acknowledges it to the cloud, and passes it on at the QoS of the board's subscription, which is 0.
  check('a request published at QoS 1 is answered once', async ({ call, messages }) => {
    assert.deepEqual(await call('1', 'SetPin', { pin: 'led', value: 1 }, 1), ok({ pin: 'led', value: 1 }));
    await call('2', 'Ping', {}, 1);
    assert.equal(messages.all.length, 2);
  });

  check('a request that is too large is answered so, and the next one is served', async ({ ask, call }) => {
    const answerOn = `${OWN}/rrpc/response/5`;
    const { code } = (await ask(`${OWN}/rrpc/request/5`, answerOn, 'x'.repeat(30_000))) as { code: number };
    assert.equal(code, 100413);
    assert.deepEqual(await call('6', 'GetPin', { pin: 'led' }), ok({ pin: 'led', value: 0 }));
  });

  check(
    'on the ext form the echo of its own answer does not start the board again',
    async ({ ask, messages }) => {
      for (const [i, value] of [1, 0, 1].entries()) {
        const topic = `/ext/rrpc/88945594212434739${i}${OWN}/thing/service/SetPin`;
        const text = request('SetPin', { pin: 'led', value });
        assert.deepEqual(await ask(topic, topic, text), ok({ pin: 'led', value }));
      }
      // The broker has echoed each answer to the board before it passed on the request after it.
      const counts = [0, 1].map((i) =>
        messages.all.filter(({ topic }) => topic.startsWith(`/ext/rrpc/88945594212434739${i}`)),
      );
      assert.deepEqual(
        counts.map((list) => list.length),
        [2, 2],
      );
    },
    { ext: 1 },
  );

  for (const signal of ['SIGTERM', 'SIGKILL'] as const)
    check(`the broker is restarted by ${signal}: the board comes back, its pins as they were`, async (field) => {
      assert.deepEqual(await field.call('1', 'SetPin', { pin: 'led', value: 1 }), ok({ pin: 'led', value: 1 }));
      const before = field.lines.all.length;
      const tries = (): number => field.lines.all.slice(before).filter((line) => /next try/.test(line)).length;
      await field.broker.kill(signal);
      await field.lines.find(() => tries() >= 2);
      const [ready, back] = [
        field.ready(),
        new Promise<void>((resolve) => field.cloud.once('connect', () => resolve())),
      ];
      await field.broker.start();
      await Promise.all([ready, back]);
      await field.cloud.subscribeAsync(`${OWN}/rrpc/response/+`);
      assert.deepEqual(await field.call('2', 'GetPin', { pin: 'led' }), ok({ pin: 'led', value: 1 }));
    });

  check(
    'another client with its client identifier kicks the board, which comes back',
    async ({ broker, call, ready }) => {
      const again = ready();
      const thief = mqtt.connect({
        host: '127.0.0.1',
        port: broker.port,
        clientId: `${DEVICE.deviceName}|securemode=3,signmethod=hmacsha256|`,
        ...CLOUD,
        reconnectPeriod: 0,
      });
      await again;
      await thief.endAsync(true);
      assert.deepEqual(await call('1', 'GetPin', { pin: 'led' }), ok({ pin: 'led', value: 0 }));
    },
  );

  test(`${kind}, Mosquitto: a wrong secret is refused, and said in one line a try`, {
    skip,
    timeout: 60_000,
  }, async (t) => {
    const { lines } = await fieldFor(t, kind, { deviceSecret: 'wrong' });
    await lines.find((line) => /^W \S+ link refused: not authorised; next try in \d+ ms$/.test(line));
    assert.ok(!lines.all.some((line) => READY.test(line)));
  });
}

mosquittoCases('virtual');
mosquittoCases('espruino');
