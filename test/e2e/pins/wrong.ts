// Cases: what each service says of parameters that are wrong, and that nothing moves. Each runs on every kind of board.
import { type TestContext, test } from 'node:test';
import { type Kind, missing } from '../rig.ts';
import { benchFor, refused } from './bench.ts';

/** The names of the pins that can do something, as a message has them. */
const CAN = {
  output: 'led, relay, fan, valve, lamp, heater, up, down, dimmer, warm, glow',
  input: 'pot, button, door',
  pin: 'led, relay, fan, valve, lamp, heater, up, down, dimmer, warm, glow, pot, button, door',
  duty: 'dimmer, warm, glow, volume',
  servo: 'arm',
  analog: 'light, pot',
} as const;

/** By service: what its pin must be able to do, one that cannot, and parameters that are right but for the pin. */
const OF_A_PIN: Readonly<Record<string, readonly [can: keyof typeof CAN, cannot: string | number, rest: object]>> = {
  SetPin: ['output', 'button', { value: 1 }],
  GetPin: ['pin', 'arm', {}],
  TogglePin: ['output', 32, {}],
  PulsePin: ['output', 'arm', { ms: 10 }],
  BlinkPin: ['output', 'light', {}],
  SetPwm: ['duty', 'led', { duty: 0.5 }],
  SetServo: ['servo', 'dimmer', { degrees: 90 }],
  ReadAnalog: ['analog', 'button', {}],
  WatchPin: ['input', 'led', {}],
  UnwatchPin: ['input', 'volume', {}],
};

/** What is no member's right value: the service, the other parameters, the member, what it accepts, values that are not. */
const OF_A_RANGE: readonly (readonly [string, object, string, string, readonly unknown[]])[] = [
  ['SetPin', { pin: 'led' }, 'value', '0|1', [2, -1, 0.5, '1', '', true, null, [1], {}]],
  ['PulsePin', { pin: 'led' }, 'ms', '1..3600000 ms', [0, -1, 0.5, 3600001, '5', true, null, [5], {}]],
  ['PulsePin', { pin: 'led', ms: 5 }, 'then', '"extend"|"replace"', ['', 'Extend', 'extend|replace', 1, null, {}]],
  ['PulsePin', { pin: 'led', ms: 5 }, 'wait', '0|1', [2, '1', true, null]],
  ['BlinkPin', { pin: 'led' }, 'on', '10..3600000 ms', [9, 10.5, 3600001, '10', null, true]],
  ['BlinkPin', { pin: 'led' }, 'off', '10..3600000 ms', [0, 9, '10', null]],
  ['BlinkPin', { pin: 'led' }, 'count', '0..1000000', [-1, 1.5, 1000001, '1', null]],
  ['BlinkPin', { pin: 'led' }, 'stop', '0|1', [2, true, null]],
  ['SetPwm', { pin: 'dimmer' }, 'duty', '0.0..1.0', [-0.1, 1.1, '0.5', true, null, [0.5], {}]],
  ['SetPwm', { pin: 'dimmer', duty: 0.5 }, 'frequency', '1..78125 Hz', [0, 78126, 1.5, '50', null]],
  ['SetServo', { pin: 'arm' }, 'degrees', '0.0..180.0 degrees', [-1, 180.5, '90', null]],
  ['SetServo', { pin: 'arm' }, 'us', '500..2500 us', [499, 2501, 1500.5, '1500', null]],
  ['ReadAnalog', { pin: 'light' }, 'average', '1..64', [0, 65, 1.5, '4', null]],
  ['WatchPin', { pin: 'door' }, 'edge', '"rising"|"falling"|"both"', ['up', '', 1, null]],
  ['WatchPin', { pin: 'door' }, 'debounce', '0..1000 ms', [-1, 1001, 0.5, '0', null]],
  ['WatchPin', { pin: 'door' }, 'rate', '1..5', [0, 6, 1.5, '1', null]],
  ['Batch', {}, 'operations', '1..8 items', [[], 5, 'all', { length: 2 }, null, [1, 2, 3, 4, 5, 6, 7, 8, 9]]],
  ['property.set', {}, 'led', '0|1', [2, 0.5, '1', true, null]],
  ['property.set', {}, 'dimmer', '0.0..1.0', [-0.1, 1.5, '1', true, null]],
];

/** Parameters that must be there. */
const MISSING: readonly (readonly [string, object, string])[] = [
  ['SetPin', { pin: 'led' }, 'value is missing: it must be 0 or 1'],
  ['PulsePin', { pin: 'led' }, 'ms is missing: it must be 1..3600000 ms'],
  ['SetPwm', { pin: 'dimmer' }, 'duty is missing: it must be 0.0..1.0'],
  ['SetServo', { pin: 'arm' }, 'degrees or us must be 10..170 on this pin'],
  ['Batch', {}, 'operations is missing: it must be 1..8 items'],
  ['DescribeService', {}, 'service is missing: it must be 1..64 bytes'],
  ['SetConfig', {}, 'settings is missing: it must be {}'],
];

/** The cases of wrong parameters on this kind of board. */
export function wrongCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check('a pin that is missing, not on the board, or cannot do it is refused by every service of a pin', async (t) => {
    const bench = await benchFor(t, kind);
    for (const [service, [can, cannot, rest]] of Object.entries(OF_A_PIN)) {
      await refused(bench, service, rest, 460, `pin is missing: it must be one of ${CAN[can]}`);
      const pin = JSON.stringify(cannot);
      await refused(bench, service, { ...rest, pin: cannot }, 100423, `pin ${pin} is no ${can}: ${CAN[can]}`);
      for (const unknown of ['lde', '', 'LED', 'D2', 'toString', 'constructor', 6, -1, 2.5, null, true, {}])
        await refused(
          bench,
          service,
          { ...rest, pin: unknown },
          100423,
          `pin ${JSON.stringify(unknown)} is not on this board: ${CAN[can]}`,
        );
    }
  });

  check('a parameter of another type, or out of its range, is refused by its name, and shown', async (t) => {
    const bench = await benchFor(t, kind);
    for (const [service, rest, member, accepts, values] of OF_A_RANGE)
      for (const value of values)
        await refused(
          bench,
          service,
          { ...rest, [member]: value },
          460,
          `${member} must be ${accepts.split('|').join(' or ')}, not ${JSON.stringify(value)}`,
        );
  });

  check('a parameter that must be there is refused by its name where it is not', async (t) => {
    const bench = await benchFor(t, kind);
    for (const [service, params, message] of MISSING) await refused(bench, service, params, 460, message);
  });

  check('parameters that are no object, and names that are no list, are refused', async (t) => {
    const bench = await benchFor(t, kind);
    for (const service of ['SetPin', 'Ping', 'ListServices', 'GetInfo', 'GetConfig', 'Reboot', 'property.set'])
      for (const params of [[], 'led', 5, true]) await refused(bench, service, params, 460, 'params must be an object');
    await refused(bench, 'property.get', {}, 460, 'params must be a list of names');
  });

  check('a service or property that is not there is refused by its name', async (t) => {
    const bench = await benchFor(t, kind);
    for (const name of ['Launch', 'setPin', 'toString', ''])
      await refused(bench, name || ' ', {}, 100404, `no service ${JSON.stringify(name || ' ')}: ask ListServices`);
    const { message = '' } = await bench.ask('DescribeService', { service: 'Launch' });
    const all = 'SetPin, GetPin, TogglePin';
    if (!message.startsWith(`service must be one of ${all}`)) throw new Error(message);
    await refused(bench, 'property.set', { fan: 1 }, 460, 'no property "fan": led, relay, up, down, dimmer');
    await refused(bench, 'property.set', { button: 1 }, 460, 'no property "button": led, relay, up, down, dimmer');
    await refused(bench, 'property.set', { led: 1, lde: 1 }, 460, 'no property "lde": led, relay, up, down, dimmer');
    const readable = 'led, relay, up, down, dimmer, light, button';
    for (const name of ['fan', 'toString', 2, null, ['led']])
      await refused(bench, 'property.get', ['led', name], 460, `no property ${JSON.stringify(name)}: ${readable}`);
  });

  check("a servo's angle beyond its own limits is refused, by degrees and by microseconds", async (t) => {
    const bench = await benchFor(t, kind);
    for (const params of [{ degrees: 9.9 }, { degrees: 170.5 }, { us: 600 }, { us: 2400 }])
      await refused(bench, 'SetServo', { pin: 'arm', ...params }, 460, 'degrees must be 10..170 on this pin');
  });

  check('a Batch is checked whole before its first operation moves anything', async (t) => {
    const bench = await benchFor(t, kind);
    const good = { service: 'SetPin', params: { pin: 'led', value: 1 } };
    for (const [operation, code, message] of [
      [{ service: 'SetPin', params: { pin: 'led', value: 2 } }, 460, 'value must be 0 or 1, not 2'],
      [
        { service: 'SetPin', params: { pin: 'lde', value: 1 } },
        100423,
        `pin "lde" is not on this board: ${CAN.output}`,
      ],
      [{ service: 'SetPin' }, 460, `pin is missing: it must be one of ${CAN.output}`],
      [{ service: 'Launch' }, 100404, 'no service "Launch": ask ListServices'],
      [{ service: 'Batch', params: { operations: [good] } }, 460, 'no Batch in a Batch'],
      [{ service: ['Batch'], params: { operations: [good] } }, 460, 'service must be a name'],
      [{}, 460, 'service must be a name'],
      [5, 460, 'service must be a name'],
      [null, 460, 'service must be a name'],
      [{ service: 'SetPin', params: 'led' }, 460, 'params must be an object'],
      [{ service: 'SetServo', params: { pin: 'arm', degrees: 175 } }, 460, 'degrees must be 10..170 on this pin'],
      [{ service: 'PulsePin', params: { pin: 'led', ms: 5, wait: 1 } }, 460, 'wait must be 0 in a Batch'],
      [
        { service: 'SetConfig', params: { settings: { keepAlive: 5 } } },
        460,
        'device.json: keepAlive must be 30..1200 seconds, not 5',
      ],
      [{ service: 'property.set', params: { led: 2 } }, 460, 'led must be 0 or 1, not 2'],
    ] as const)
      await refused(bench, 'Batch', { operations: [good, operation] }, code, `operations[1]: ${message}`);
  });
}
