// npm run call as a command: what it prints where, and its exit code.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Cloud } from '../../scripts/cloud/cloud.ts';
import { run } from './cloud/command.ts';
import { alink, answering, cloudFor, connect, credentials, device, target } from './cloud/help.ts';

/** Runs the command against a cloud, with its access key in the environment. */
async function call(t: TestContext, cloud: Cloud, args: string[], environment: Record<string, string> = {}) {
  const running = run(t, 'scripts/call.ts', args, {
    RRPC_ENDPOINT: target(cloud).endpoint,
    RRPC_DEVICE: 'a1Bcd,lamp',
    RRPC_ACCESS_KEY: 'key,key-secret',
    ...environment,
  });
  const code = await running.exit();
  assert.doesNotMatch(running.stdout() + running.stderr(), /key-secret|hidden/);
  return { code, out: running.stdout(), error: running.stderr() };
}

async function setUp(t: TestContext) {
  const cloud = await cloudFor(t);
  const board = await connect(t, cloud, credentials(device, 'signmethod=hmacsha256,ext=1'));
  return { cloud, board };
}

test("the reply's JSON is on standard output, and code 200 ends it with 0", async (t) => {
  const { cloud, board } = await setUp(t);
  answering(board, (request) => alink(request, { data: JSON.parse(request.toString()).params }));
  assert.deepEqual(await call(t, cloud, ['SetPin', '{"pin":"led","value":1}']), {
    code: 0,
    out: '{"code":200,"data":{"pin":"led","value":1}}\n',
    error: '',
  });
  const byFlags = ['--endpoint', target(cloud).endpoint, '--device', 'a1Bcd,lamp', '--access-key', 'key,key-secret'];
  const nothing = { RRPC_ENDPOINT: '', RRPC_DEVICE: '', RRPC_ACCESS_KEY: '' };
  const { code, out } = await call(t, cloud, [...byFlags, '--rrpc', '--timeout', '2000', 'Ping'], nothing);
  assert.deepEqual([code, out], [0, '{"code":200,"data":{}}\n']);
});

test('another code is printed with its message and ends it with 1', async (t) => {
  const { cloud, board } = await setUp(t);
  answering(board, (request) => alink(request, { code: 460, message: 'value must be 0 or 1' }));
  assert.deepEqual(await call(t, cloud, ['SetPin', '{"value":2}']), {
    code: 1,
    out: '{"code":460,"data":{},"message":"value must be 0 or 1"}\n',
    error: '',
  });
});

test('a message on a custom topic is sent as it is, and its answer printed', async (t) => {
  const { cloud, board } = await setUp(t);
  answering(board, (request, topic) => `${request} on ${topic.replace(/\d{19}/, 'ID')}`);
  const { code, out } = await call(t, cloud, ['--topic', 'user/get', 'any text']);
  assert.deepEqual([code, out], [0, 'any text on /ext/rrpc/ID/a1Bcd/lamp/user/get\n']);
});

test('what goes wrong is one line on standard error that names the thing, and 1', async (t) => {
  const cloud = await cloudFor(t);
  for (const [args, environment, says] of [
    [['SetPin'], {}, 'call: OFFLINE: device a1Bcd,lamp is not connected\n'],
    [['SetPin'], { RRPC_ACCESS_KEY: 'key,hidden' }, /^call: SignatureDoesNotMatch: .* access key key .*\n$/],
    [
      ['SetPin'],
      { RRPC_ENDPOINT: '127.0.0.1:1' },
      /^call: UNREACHABLE: nothing answers at 127\.0\.0\.1:1: start it with npm start/,
    ],
    [['SetPin', '{pin:1}'], {}, /^call: parameters must be a JSON object .*\n$/],
    [['SetPin', '--timeout', '9000'], {}, /^call: --timeout takes 1000\.\.8000 milliseconds, not "9000"\n$/],
    [['SetPin', '--device', 'lamp'], {}, /^call: --device takes productKey,deviceName/],
    [['Ping', '--watch', '1h'], {}, /^call: --watch takes 100ms\.\.1440m, 1s for instance, not "1h"\n$/],
    [['Ping', '--repeat', '0'], {}, /^call: --repeat takes 1\.\.1000000, not "0"\n$/],
    [['Ping', '--product-key', 'a'], {}, /^call: --product-key goes with --all\n$/],
    [['Ping', '--port', 'auto', '--all'], {}, /^call: --port calls without a cloud: leave --all out\n$/],
    [['--completion', 'tcsh'], {}, /^call: --completion takes bash, zsh, fish, not "tcsh"\n$/],
    [['SetPin', 'pin='], {}, /^call: pin= is empty: /],
    [['SetPin', 'pin=led', '{}'], {}, /^call: parameters are one JSON object or key=value, not both/],
    [
      ['SetPin', 'pin=led', 'valve=1'],
      {},
      /^call: SetPin has no parameter "valve": pin, value; did you mean value\?\n$/,
    ],
  ] as const) {
    const { code, out, error } = await call(t, cloud, [...args], environment);
    assert.deepEqual([code, out], [1, ''], error);
    if (typeof says === 'string') assert.equal(error, says);
    else assert.match(error, says);
  }
});

test('with nothing said, the cloud that npm run cloud runs is called, and after it ended it is said what to start', async (t) => {
  const flags = ['--mqtt', '0', '--http', '0', '--device', 'a9,bell,hidden', '--access-key', 'me,hidden'];
  const running = run(t, 'scripts/cloud.ts', flags);
  await running.line(/^cloud ready/);
  const nothing = { RRPC_ENDPOINT: '', RRPC_DEVICE: '', RRPC_ACCESS_KEY: '' };
  const first = run(t, 'scripts/call.ts', ['Ping'], nothing);
  assert.equal(await first.exit(), 1);
  assert.equal(first.stderr(), 'call: OFFLINE: device a9,bell is not connected\n');
  await running.line(/^call +InvokeThingService a9,bell Ping iot\.messagebroker\.OFFLINE/);
  running.child.kill('SIGINT');
  assert.equal(await running.exit(), 0);
  const second = run(t, 'scripts/call.ts', ['Ping'], nothing);
  assert.equal(await second.exit(), 1);
  assert.match(second.stderr(), /^call: no cloud runs here: start one with npm start or npm run cloud/);
});
