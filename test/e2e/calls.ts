// Cases: what a call brings. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import devkit from '../../board/esp32-devkit-v1.ts';
import { callService } from '../../scripts/call/callService.ts';
import { ACCESS_KEY, answer, events, type Kind, missing, rigFor, targetOf } from './rig.ts';

/** Pin numbers of the board that the bundle is built for. */
const { led, relay, button } = devkit.pins as Record<string, { pin: number }>;
/** The pins that can be set, and those that can be read as a level. */
const named = (...kinds: string[]): string =>
  Object.entries(devkit.pins)
    .filter(([, { kind }]) => kinds.includes(kind))
    .map(([name]) => name)
    .join(', ');
const OUTPUTS = named('output', 'pwm');
const LEVELS = named('output', 'pwm', 'input');

/** One Alink request, as text. */
const alink = (service: string, params: unknown, id: unknown = '4711'): string =>
  JSON.stringify({ id, version: '1.0', params, method: `thing.service.${service}` });

/** The cases of calls on this kind of board. */
export function callCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 60_000 }, body);

  check('a pin is set, read back and toggled, by its name and by its number, and really moves', async (t) => {
    const { call, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    const results = [];
    for (const pin of ['led', led?.pin])
      for (const [service, params] of [
        ['SetPin', { pin, value: 1 }],
        ['GetPin', { pin }],
        ['TogglePin', { pin }],
        ['GetPin', { pin }],
      ] as const)
        results.push(answer(await call(service, params)));
    const good = (pin: unknown, value: number) => ({ code: 200, data: { pin, value } });
    const all = (pin: unknown) => [good(pin, 1), good(pin, 1), good(pin, 0), good(pin, 0)];
    assert.deepEqual(results, [...all('led'), ...all(led?.pin)]);
    await pins.find(() => pins.all.length >= before + 4);
    const moved = pins.all.slice(before).map(({ pin, value }) => [pin, value]);
    assert.deepEqual(
      moved,
      [1, 0, 1, 0].map((value) => [led?.pin, value]),
    );
  });

  check('an output that is on when its wire is low moves the other way', async (t) => {
    const { call, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    assert.deepEqual((await call('SetPin', { pin: 'relay', value: 1 })).data, { pin: 'relay', value: 1 });
    assert.equal((await pins.find(({ pin }) => pin === relay?.pin, before)).value, 0);
  });

  check('an input is read, on when its wire is low, and is no output', async (t) => {
    const { call, board } = await rigFor(t, kind);
    assert.deepEqual((await call('GetPin', { pin: 'button' })).data, { pin: 'button', value: 0 });
    for (const service of ['SetPin', 'TogglePin']) {
      const { code, message } = await call(service, { pin: button?.pin, value: 1 });
      assert.deepEqual([code, message], [100423, `pin ${button?.pin} is no output: ${OUTPUTS}`]);
    }
    assert.equal(await board.evaluate(`getPinMode(${button?.pin})`), '"input_pullup"');
  });

  check('Ping answers, and ListServices names the services', async (t) => {
    const { call } = await rigFor(t, kind);
    assert.equal((await call('Ping')).code, 200);
    const { code, data } = await call('ListServices');
    const { services } = data as { services: string[] };
    assert.equal(code, 200);
    for (const name of ['SetPin', 'GetPin', 'TogglePin', 'Ping', 'ListServices']) assert.ok(services.includes(name));
  });

  check('GetInfo tells about the board by the names it is documented with', async (t) => {
    const { call } = await rigFor(t, kind);
    const { code, data } = await call('GetInfo');
    const { version, board, uptime, resetReason, memory, counters } = data as Record<string, unknown>;
    const { calls, link, posts, unknown } = counters as Record<string, Record<string, unknown>>;
    assert.deepEqual([code, board, resetReason, unknown], [200, devkit.name, 'power-on', 0]);
    assert.deepEqual(calls, { repeated: 0, late: 0, running: 0 });
    assert.deepEqual(posts, { refused: 0, failed: 0, lastFailed: '' });
    assert.match(String(version), /^\d+\.\d+\.\d+/);
    assert.ok(Number(uptime) >= 0 && Number(uptime) < 60);
    for (const name of ['usage', 'total']) assert.ok(Number((memory as Record<string, unknown>)[name]) > 0, name);
    for (const name of ['dropped', 'tooLarge', 'malformed', 'refused']) assert.equal(link?.[name], 0, name);
    assert.equal(link?.connects, 1);
  });

  check('either signature of the official client reaches the pin, and a wrong secret does not', async (t) => {
    const { cloud, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    const params = { pin: 'led', value: 1 };
    for (const signature of ['acs3', 'v2'] as const) {
      const stranger = { ...targetOf(cloud), signature, accessKey: { ...ACCESS_KEY, secret: 'wrong' } };
      await assert.rejects(callService(stranger, 'SetPin', params), { code: 'SignatureDoesNotMatch' });
    }
    assert.equal(pins.all.length, before);
    for (const signature of ['acs3', 'v2'] as const)
      assert.equal((await callService({ ...targetOf(cloud), signature }, 'SetPin', params)).code, 200);
    await pins.find(({ pin, value }) => pin === led?.pin && value === 1, before);
  });

  check('RRpc carries an Alink request as it is, its id echoed', async (t) => {
    const { send } = await rigFor(t, kind);
    for (const id of ['4711', '1', '9223372036854775807'])
      assert.deepEqual(JSON.parse(await send(alink('SetPin', { pin: 'led', value: 1 }, id))), {
        id,
        code: 200,
        data: { pin: 'led', value: 1 },
      });
  });

  check('RRpc with something that is no request is answered 400, and nothing else happens', async (t) => {
    const { send, call, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    const nameless = JSON.stringify({ version: '1.0', params: {}, method: 'thing.service.Ping' });
    for (const text of [
      'hello',
      '{"id":"1"',
      '[]',
      '5',
      'null',
      nameless,
      alink('Ping', {}, 'x'),
      alink('Ping', {}, {}),
    ])
      assert.equal(JSON.parse(await send(text)).code, 400, text);
    assert.equal(pins.all.length, before);
    assert.equal((await call('Ping')).code, 200);
  });

  check('with ext=1 a service goes and comes on its own topic, and the pin moves once', async (t) => {
    const { call, send, cloud, pins } = await rigFor(t, kind, { settings: { ext: 1 } });
    const before = pins.all.length;
    const published = events(cloud, 'publish');
    assert.deepEqual(answer(await call('TogglePin', { pin: 'led' })), { code: 200, data: { pin: 'led', value: 1 } });
    const { topic } = await published.find(() => true);
    assert.match(topic, /^\/ext\/rrpc\/\d{19}\/sys\/a1Bcd\/lamp\/thing\/service\/TogglePin$/);
    assert.equal(JSON.parse(await send(alink('GetPin', { pin: 'led' }))).data.value, 1, 'the system form still works');
    assert.deepEqual([pins.all.length, published.all.length], [before + 1, 2]);
  });

  check('an unknown service is 100404 and named', async (t) => {
    const { call } = await rigFor(t, kind);
    for (const name of ['Launch', 'toString', 'setPin']) {
      const { code, message } = await call(name, { pin: 'led', value: 1 });
      assert.equal(code, 100404);
      assert.ok(message?.includes(`"${name}"`), message);
    }
  });

  check('a pin that the board has not is 100423, with the pins there are', async (t) => {
    const { call, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    for (const pin of ['lde', 'toString', '', 6, 36, -1, 2.5, 'D2'])
      for (const service of ['SetPin', 'GetPin', 'TogglePin']) {
        const { code, message } = await call(service, { pin, value: 1 });
        const what = `pin ${JSON.stringify(pin)} is not on this board: ${service === 'GetPin' ? LEVELS : OUTPUTS}`;
        assert.deepEqual([code, message], [100423, what], service);
      }
    // A prototype is nobody's name.
    assert.equal((await call('SetPin', { pin: '__proto__', value: 1 })).code, 400);
    assert.equal(pins.all.length, before);
  });

  check('a value that is neither 0 nor 1 is 460 and named, and so is one that is missing', async (t) => {
    const { call, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    for (const value of [2, -1, 0.5, '1', true, null, [1], {}]) {
      const { code, message } = await call('SetPin', { pin: 'led', value });
      assert.equal(code, 460, JSON.stringify(value));
      assert.match(message ?? '', /^value must be 0 or 1/);
    }
    assert.deepEqual((await call('SetPin', { pin: 'led' })).code, 460);
    assert.equal(pins.all.length, before);
  });

  check('parameters that are missing are 460 and named', async (t) => {
    const { call, send, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    for (const service of ['SetPin', 'GetPin', 'TogglePin']) {
      const { code, message } = await call(service, { value: 1 });
      assert.equal(code, 460, service);
      assert.match(message ?? '', /\bpin\b/);
      for (const params of [undefined, null, 'led', 5]) {
        const reply = JSON.parse(await send(alink(service, params)));
        assert.equal(reply.code, 460, `${service} ${JSON.stringify(params)}`);
        assert.match(reply.message, /\b(pin|params)\b/);
      }
    }
    assert.equal(pins.all.length, before);
  });

  check('a request larger than any packet it keeps is answered 100413, and the next one as ever', async (t) => {
    const { send, call, cloud } = await rigFor(t, kind);
    const lost = events(cloud, 'offline');
    const large = alink('SetPin', { pin: 'led', value: 1, more: 'x'.repeat(36_000) });
    assert.equal(JSON.parse(await send(large)).code, 100413);
    assert.equal((await call('Ping')).code, 200);
    assert.deepEqual(lost.all, []);
  });

  check('calls that overlap get each its own answer', async (t) => {
    const { call } = await rigFor(t, kind);
    const asked = ['led', 'relay', 'fan', 'lde'];
    const results = await Promise.all(asked.map((pin) => call('SetPin', { pin, value: 1 })));
    assert.deepEqual(
      results.map(({ code }) => code),
      [200, 200, 200, 100423],
    );
    for (const [i, pin] of asked.slice(0, 3).entries()) assert.deepEqual(results[i]?.data, { pin, value: 1 });
    assert.equal(new Set(results.map(({ messageId }) => messageId)).size, 4);
  });

  check('twenty calls in a row are twenty moves', async (t) => {
    const { call, pins } = await rigFor(t, kind);
    const before = pins.all.length;
    for (let i = 1; i <= 20; i++)
      assert.deepEqual((await call('TogglePin', { pin: 'led' })).data, { pin: 'led', value: i % 2 });
    await pins.find(() => pins.all.length >= before + 20);
    assert.equal(pins.all.length, before + 20);
  });
}
