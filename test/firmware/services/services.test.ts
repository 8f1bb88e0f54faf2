import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, board, NAMES, refuses, SERVICES } from './bench.ts';

const { prepare } = await import('../../../firmware/services/services.ts');
const work = (identifier: string, params: unknown) =>
  prepare({ id: '1', identifier, params: params as Record<string, unknown> });

test('the table has every service once, a line and what it does', () => {
  const all = `SetPin GetPin TogglePin PulsePin BlinkPin SetPwm SetServo ReadAnalog WatchPin UnwatchPin Batch ListServices
    DescribeService Ping GetInfo GetConfig SetConfig Reboot property.set property.get`;
  assert.deepEqual(NAMES, all.split(/\s+/));
  for (const [line, run] of SERVICES) {
    assert.match(line, /^[A-Za-z.]+;[rsa](;[a-zA-Z]+\??:[^;]+)*(;=[a-zA-Z*]*)*$/);
    assert.equal(typeof run, 'function');
  }
});

test('what only reads, what sets, and what acts each time is told apart', () => {
  const kinds = Object.fromEntries(SERVICES.map(([line]) => line.split(';').slice(0, 2)));
  for (const name of ['GetPin', 'ReadAnalog', 'Ping', 'GetInfo', 'GetConfig', 'ListServices', 'property.get'])
    assert.equal(kinds[name], 'r', name);
  for (const name of ['SetPin', 'SetPwm', 'SetServo', 'WatchPin', 'SetConfig', 'property.set'])
    assert.equal(kinds[name], 's', name);
  for (const name of ['TogglePin', 'PulsePin', 'BlinkPin', 'Batch', 'Reboot']) assert.equal(kinds[name], 'a', name);
});

test('what is asked is found by its name, and what every object has is not', () => {
  assert.equal(work('Ping', {})[0], SERVICES[NAMES.indexOf('Ping')]?.[1]);
  for (const name of ['Launch', 'ping', 'toString', '', 'Ping;r'])
    refuses(name, {}, 100404, `no service ${JSON.stringify(name)}: ask ListServices`);
});

test('parameters are an object, and for property.get a list', () => {
  for (const name of NAMES)
    if (name === 'property.get') refuses(name, {}, 460, 'params must be a list of names');
    else refuses(name, [], 460, 'params must be an object');
});

test('what is declared float, and where there is text, is told to who writes the reply', () => {
  assert.deepEqual(work('SetPwm', { pin: 'dimmer', duty: 1 })[2], ['duty']);
  assert.deepEqual(work('SetServo', { pin: 'arm', us: 1500 })[2], ['degrees']);
  assert.equal(work('SetPin', { pin: 'led', value: 1 })[2], undefined);
  assert.equal(work('GetInfo', {})[2]?.length, 1);
  assert.deepEqual(work('property.get', [])[2], ['dimmer', 'light']);
});

test('ListServices names every service but those that the link asks for by itself', () => {
  const { services } = answer('ListServices') as { services: string[] };
  assert.deepEqual(
    services,
    NAMES.filter((name) => !name.includes('.')),
  );
});

test('DescribeService gives the line, and names what there is where it is asked for what is not', () => {
  for (const [at, service] of NAMES.entries())
    assert.deepEqual(answer('DescribeService', { service }), { service, line: SERVICES[at]?.[0] });
  refuses(
    'DescribeService',
    { service: 'Launch' },
    460,
    `service must be one of ${NAMES.filter((name) => !name.includes('.')).join(', ')}`,
  );
});

test('Ping answers with the whole seconds since the board started', () => {
  const { uptime: before } = answer('Ping') as { uptime: number };
  assert.ok(Number.isInteger(before));
  board.time += 86_400;
  assert.deepEqual(answer('Ping'), { uptime: before + 86_400 });
});
