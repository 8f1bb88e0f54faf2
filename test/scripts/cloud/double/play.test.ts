// Devices that the cloud plays by a script in JSON, called by plain signed HTTP: the double in any language.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Cloud } from '../../../../scripts/cloud/cloud.ts';
import { parsePlay, readPlay } from '../../../../scripts/cloud/double/play.ts';
import { run } from '../command.ts';
import { signedByHand } from '../http/official.ts';

const flags = ['--mqtt', '0', '--http', '0', '--memory', '--access-key', 'key,key-secret'];
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('the devices of examples/devices.json answer as they are told, and what was seen is in a file as each call ends', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seen-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'seen.jsonl');
  const running = run(t, 'scripts/cloud.ts', [...flags, '--play', 'examples/devices.json', '--seen', file]);
  const http = /http=(\d+)/.exec(await running.line(/^cloud ready/))?.[1];
  const cloud = { httpPort: Number(http) } as Cloud;
  const lamp = { ProductKey: 'a1Bcd', DeviceName: 'lamp' };
  const seen = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const invoke = async (Identifier: string, Args = '{}', device: Record<string, string> = lamp) => {
    const { Success, Code, ErrorMessage, Data } = await signedByHand(cloud, 'InvokeThingService', {
      ...device,
      Identifier,
      Args,
    });
    return Success ? String(Data?.Result) : [Code, ErrorMessage];
  };
  const message = async (more: Record<string, string>) => {
    const asked = { ...lamp, RequestBase64Byte: base64('hi'), Timeout: '1000', ...more };
    const { RrpcCode, PayloadBase64Byte } = await signedByHand(cloud, 'RRpc', asked);
    return PayloadBase64Byte ? Buffer.from(String(PayloadBase64Byte), 'base64').toString() : RrpcCode;
  };

  assert.equal(await invoke('SetPin', '{"pin":"led","value":1}'), '{"pin":"led","value":1}');
  const call = seen().at(-1);
  assert.deepEqual([call?.event, call?.service, call?.rrpcCode], ['call', 'SetPin', 'SUCCESS']);
  assert.deepEqual(JSON.parse(String(call?.request)).params, { pin: 'led', value: 1 });
  assert.deepEqual(await invoke('GetPin'), ['100423', 'pin "door" is not on this board']);
  for (let i = 0; i < 2; i++) assert.equal(await invoke('GetPin'), '{"pin":"led","value":1}');
  assert.equal((await invoke('GetInfo'))?.[0], 'iot.device.InvokeThingServiceFailed');
  assert.equal((await invoke('SetPin', '{}', { ...lamp, DeviceName: 'door' }))?.[0], 'iot.messagebroker.OFFLINE');
  assert.equal(await message({ Topic: '/a1Bcd/lamp/user/get' }), 'got it');
  assert.equal(await message({}), 'TIMEOUT');
  assert.equal(
    await message({ RequestBase64Byte: base64('{"id":"1","method":"thing.service.ReadAnalog"}') }),
    'TIMEOUT',
  );

  assert.equal((await signedByHand(cloud, 'NoSuchAction', {})).Code, 'InvalidAction.NotFound');
  assert.deepEqual(
    seen()
      .filter(({ event }) => event === 'denied')
      .map(({ api, code }) => [api, code]),
    [['NoSuchAction', 'InvalidAction.NotFound']],
  );
  assert.equal(seen()[0]?.event, 'online');
  running.child.kill('SIGTERM');
  assert.equal(await running.exit(), 0);
  assert.equal(running.stderr(), '');
});

test('a cloud that cannot write what it sees, or has a broker of another, ends with 1 and one line', async (t) => {
  for (const [more, says] of [
    [
      ['--seen', join(tmpdir(), 'nowhere', 'seen.jsonl')],
      /^cloud: --seen .*seen\.jsonl: it cannot be written: ENOENT\n$/,
    ],
    [['--broker', 'mqtt://127.0.0.1:1'], /--play's devices are at the cloud's own broker: leave --broker out/],
  ] as const) {
    const running = run(t, 'scripts/cloud.ts', [...flags, '--play', 'examples/devices.json', ...more]);
    assert.equal(await running.exit(), 1);
    assert.match(running.stderr(), says);
  }
});

test('a script gives each device a secret of its own, each time', () => {
  const [lamp, door] = parsePlay('{"a,lamp":{},"a,door":"offline"}');
  assert.deepEqual([lamp?.identity.productKey, lamp?.identity.deviceName], ['a', 'lamp']);
  assert.match(lamp?.identity.deviceSecret ?? '', /^[0-9a-f]{32}$/);
  assert.notEqual(lamp?.identity.deviceSecret, door?.identity.deviceSecret);
  assert.deepEqual([lamp?.services?.size, door?.services], [0, undefined]);
});

for (const [what, text, says] of [
  ['no JSON', '{', /^it is not JSON: /],
  ['no object', '[]', /^it must be an object of "productKey,deviceName"/],
  ['no device', '{}', /with one device at least/],
  ['a name of one part', '{"lamp":{}}', /^"lamp" must be "productKey,deviceName"$/],
  ['a name of three parts', '{"a,lamp,secret":{}}', /must be "productKey,deviceName"$/],
  ['a device that is a number', '{"a,lamp":1}', /^"a,lamp" must be "offline" or an object of services$/],
  ['a reply that is a text', '{"a,lamp":{"Ping":"pong"}}', /^"a,lamp", "Ping": a reply must be an object$/],
  ['an empty list', '{"a,lamp":{"Ping":[]}}', /^"a,lamp", "Ping" has no reply in its list$/],
  ['a member of another name', '{"a,lamp":{"Ping":{"dta":{}}}}', /a reply has data, echo, code, .*, not "dta"$/],
  ['a member named like a built-in', '{"a,lamp":{"Ping":{"constructor":1}}}', /not "constructor"$/],
  ['a code that is a text', '{"a,lamp":{"Ping":{"code":"460"}}}', /"Ping": code must be a whole number$/],
  ['data that are a list', '{"a,lamp":{"Ping":[{},{"data":[]}]}}', /"Ping": data must be an object$/],
  ['too long a wait', '{"a,lamp":{"Ping":{"afterMs":60001}}}', /afterMs must be 0\.\.60000$/],
] as const)
  test(`a script of ${what} is refused, and the place is named`, (t) => {
    assert.throws(() => parsePlay(text), { message: says });
    const folder = mkdtempSync(join(tmpdir(), 'play-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'devices.json');
    writeFileSync(file, text);
    assert.throws(() => readPlay(file), new RegExp(`^Error: --play ${file}: `));
  });

test('a script that is not there is named with its flag', () => {
  assert.throws(() => readPlay('x.json'), /--play x\.json: there is no such file/);
});
