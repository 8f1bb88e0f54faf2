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

test('key=value is typed by the declaration, and what would have been right is said on standard error', async (t) => {
  const { cloud, board } = await setUp(t);
  const asked: unknown[] = [];
  answering(board, (request) => {
    const { method, params } = JSON.parse(request.toString());
    asked.push(params);
    if (method === 'thing.service.ListServices') return alink(request, { data: { services: ['SetPin', 'Water'] } });
    if (method === 'thing.service.DescribeService' && params.service === 'Water')
      return alink(request, { data: { service: 'Water', line: 'Water;a;litres:1..9;can?:1..64 bytes' } });
    if (method === 'thing.service.DescribeService') return alink(request, { code: 460, message: 'no' });
    if (params.pin === 'lde')
      return alink(request, { code: 100423, message: 'pin "lde" is not on this board: led, relay, button' });
    return alink(request, { data: params });
  });
  assert.deepEqual(await call(t, cloud, ['SetPin', 'pin=2', 'value=1']), {
    code: 0,
    out: '{"code":200,"data":{"pin":2,"value":1}}\n',
    error: '',
  });
  assert.deepEqual(await call(t, cloud, ['SetPin', 'pin=lde', 'value=1']), {
    code: 1,
    out: '{"code":100423,"data":{},"message":"pin \\"lde\\" is not on this board: led, relay, button"}\n',
    error: 'call: did you mean led?\n',
  });
  // A service that only the board declares.
  const water = await call(t, cloud, ['Water', 'litres=3', 'can=12']);
  assert.deepEqual([water.code, asked.at(-1)], [0, { litres: 3, can: '12' }]);
  const nope = await call(t, cloud, ['Watre', 'litres=3']);
  assert.deepEqual([nope.code, nope.out], [1, '']);
  assert.equal(nope.error, 'call: no service "Watre" on this board: SetPin, Water; did you mean Water?\n');
});

test('many devices are called at once; one that does not answer makes it 1', async (t) => {
  const { cloud, board } = await setUp(t);
  answering(board, (request) => alink(request, { data: { uptime: 5 } }));
  const both = ['--device', 'a1Bcd,lamp', '--device', 'a1Bcd,door'];
  const table = await call(t, cloud, [...both, 'Ping']);
  assert.equal(table.code, 1);
  assert.match(
    table.out,
    /^device {6}code {5}answer .*\na1Bcd,lamp {2}200 {6}\{"uptime":5\} .* ms\na1Bcd,door {2}OFFLINE {2}device a1Bcd,door is not connected/,
  );
  const json = await call(t, cloud, [...both, '--json', '--repeat', '2', 'Ping']);
  const codes = json.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).code);
  assert.deepEqual([json.code, codes], [1, [200, 'OFFLINE', 200, 'OFFLINE']]);
  assert.match(json.error, /^4 calls: 2 good, 2 failed; p50 /m);
  const online = await call(t, cloud, ['--all', '--json', 'Ping']);
  assert.equal(online.code, 0);
  assert.match(online.out, /^\{"device":"a1Bcd,lamp","code":200,"data":\{"uptime":5\},"message":"","ms":[\d.]+\}\n$/);
});

test('no service at all lists what the board in reach has, and --pins its pins', async (t) => {
  const { cloud, board } = await setUp(t);
  answering(board, (request) => {
    const { method } = JSON.parse(request.toString());
    if (method === 'thing.service.ListServices') return alink(request, { data: { services: ['SetPin', 'Ping'] } });
    return alink(request, { data: { board: 'esp32-cam' } });
  });
  const services = await call(t, cloud, []);
  assert.deepEqual([services.code, services.error], [0, 'services of a1Bcd,lamp\n']);
  assert.match(services.out, /^service.*\nSetPin {3}pin value {3}Sets an output, .*\nPing .*Answers at once\.\n$/);
  const pins = await call(t, cloud, ['--pins', '--json']);
  assert.equal(pins.out.split('\n')[0], '{"name":"led","pin":33,"kind":"output","more":"on when low, a property"}');
  const nobody = await call(t, cloud, ['--list', '--device', 'a1Bcd,door']);
  assert.equal(nobody.code, 0);
  assert.match(nobody.error, /^services of this project, .*; no board answers: device a1Bcd,door is not connected\n$/);
  assert.match(nobody.out, /^SetConfig /m);
});

test('a watch in a pipe has a line for every answer, and ends when nobody reads', async (t) => {
  const { cloud, board } = await setUp(t);
  answering(board, (request) => alink(request));
  const running = run(t, 'scripts/call.ts', ['--watch', '100ms', 'Ping'], {
    RRPC_ENDPOINT: target(cloud).endpoint,
    RRPC_DEVICE: 'a1Bcd,lamp',
    RRPC_ACCESS_KEY: 'key,key-secret',
  });
  await running.line(/^\{"code":200,"data":\{\}\}$/);
  running.child.stdout?.destroy();
  assert.equal(await running.exit(), 0);
});
