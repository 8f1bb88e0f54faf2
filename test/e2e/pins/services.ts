// Cases: what each service does when all is well, and what its pin did. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Kind, missing } from '../rig.ts';
import { type BenchOptions, benchFor, done, moves, PIN, refused } from './bench.ts';

/** The cases of services on this kind of board. */
export function serviceCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 120_000 }, body);

  check('SetPin, GetPin and TogglePin move the wire and read it back, low where on is low', async (t) => {
    const bench = await benchFor(t, kind);
    const from = bench.pins.all.length;
    for (const pin of ['led', PIN.led, String(PIN.led), 'relay']) {
      assert.deepEqual(await done(bench, 'SetPin', { pin, value: 1 }), { pin, value: 1 });
      assert.deepEqual(await done(bench, 'GetPin', { pin }), { pin, value: 1 });
      assert.deepEqual(await done(bench, 'TogglePin', { pin }), { pin, value: 0 });
      assert.deepEqual(await done(bench, 'GetPin', { pin }), { pin, value: 0 });
    }
    assert.deepEqual(moves(bench, PIN.led, from), [1, 0, 1, 0, 1, 0]);
    assert.deepEqual(moves(bench, PIN.relay, from), [0, 1]);
  });

  check('GetPin reads inputs as they are wired, and an analog one that may be read so as a level', async (t) => {
    const bench = await benchFor(t, kind);
    for (const level of [0, 1] as const) {
      await bench.board.wires?.drive(PIN.button, level);
      await bench.board.wires?.drive(PIN.door, level);
      await bench.board.wires?.drive(PIN.pot, level);
      assert.equal((await done(bench, 'GetPin', { pin: 'button' })).value, 1 - level);
      assert.equal((await done(bench, 'GetPin', { pin: 'door' })).value, level);
      assert.equal((await done(bench, 'GetPin', { pin: 'pot' })).value, level);
    }
  });

  check('GetPin of a PWM pin is 1 at any duty above 0, and leaves the duty as it is', async (t) => {
    const bench = await benchFor(t, kind);
    for (const [duty, value] of [
      [0.25, 1],
      [0, 0],
      [1, 1],
      [0.01, 1],
    ] as const)
      for (const pin of ['dimmer', 'glow'] as const) {
        await done(bench, 'SetPwm', { pin, duty });
        const from = bench.pins.all.length;
        assert.deepEqual(await done(bench, 'GetPin', { pin }), { pin, value }, `${pin} at ${duty}`);
        assert.deepEqual(moves(bench, PIN[pin], from), []);
      }
    assert.deepEqual(await done(bench, 'property.get', ['dimmer']), { dimmer: 0.01 }, 'the property has the duty');
  });

  check('SetPwm sets duty and frequency, and a level ends it', async (t) => {
    const bench = await benchFor(t, kind);
    const from = bench.pins.all.length;
    assert.deepEqual(await done(bench, 'SetPwm', { pin: 'dimmer', duty: 0.25 }), { pin: 'dimmer', duty: 0.25 });
    assert.deepEqual(await done(bench, 'SetPwm', { pin: 'dimmer', duty: 0.5, frequency: 200 }), {
      pin: 'dimmer',
      duty: 0.5,
    });
    assert.deepEqual(await done(bench, 'SetPwm', { pin: 'glow', duty: 0.25 }), { pin: 'glow', duty: 0.25 });
    assert.equal((await done(bench, 'TogglePin', { pin: 'glow' })).value, 0, 'half on is on');
    for (const duty of [1, 0])
      assert.deepEqual(await done(bench, 'SetPwm', { pin: 'dimmer', duty }), { pin: 'dimmer', duty });
    const found = bench.pins.all
      .slice(from)
      .filter(({ pin }) => pin !== PIN.heater)
      .map(({ pin, value, frequency }) => [pin, value, frequency]);
    assert.deepEqual(found, [
      [PIN.dimmer, 0.25, 5000],
      [PIN.dimmer, 0.5, 200],
      [PIN.glow, 0.75, 1000], // on is low
      [PIN.glow, 1, undefined],
      [PIN.dimmer, 1, undefined],
      [PIN.dimmer, 0, undefined],
    ]);
    await done(bench, 'SetPwm', { pin: 'volume', duty: 1 });
    assert.deepEqual(moves(bench, PIN.volume, from), [255 / 256]);
  });

  check('SetPwm is refused where the chip has no channel left for a frequency of its own', async (t) => {
    const bench = await benchFor(t, kind);
    // Of three, `glow` and `arm` have one each.
    const all = { pin: 'warm', duty: 0.5, frequency: 300 };
    await done(bench, 'SetPwm', { pin: 'dimmer', duty: 0.5, frequency: 200 });
    const message = 'no PWM channel is left for a frequency of its own';
    await refused(bench, 'SetPwm', all, 429, message);
    await done(bench, 'SetPwm', { pin: 'dimmer', duty: 0.5, frequency: 250 });
    await done(bench, 'SetPwm', { pin: 'dimmer', duty: 0.5 });
    await refused(bench, 'SetPwm', all, 429, message);
    for (const [pin, duty, frequency] of [
      ['warm', 0.5, 5000],
      ['warm', 1, 300],
      ['glow', 0.5, 2000],
    ] as const)
      await done(bench, 'SetPwm', { pin, duty, frequency });
    await refused(
      bench,
      'SetPwm',
      { pin: 'glow', duty: 0.5, frequency: 5000 },
      460,
      'frequency must be 1..78125 Hz, on this pin not 5000',
    );
    await done(bench, 'SetServo', { pin: 'arm', degrees: 90 });
  });

  check('SetServo turns a servo by degrees and by microseconds, to the nearest step of the chip', async (t) => {
    const bench = await benchFor(t, kind);
    for (const [given, us, degrees] of [
      [{ degrees: 90 }, 1500, 90],
      [{ us: 1000 }, 1000, 45],
      [{ degrees: 10 }, 611, 10],
      [{ degrees: 170 }, 2389, 170],
      [{ us: 2000, degrees: 20 }, 2000, 135],
    ] as const) {
      const from = bench.pins.all.length;
      assert.deepEqual(await done(bench, 'SetServo', { pin: 'arm', ...given }), { pin: 'arm', us, degrees });
      const change = bench.pins.all.slice(from).find(({ pin }) => pin === PIN.arm);
      assert.equal(change?.frequency, 50);
      assert.ok(Math.abs((change?.value ?? 0) * 20_000 - us) <= 10, `${change?.value} is ${us} us`);
    }
  });

  check('ReadAnalog reads, averages, and gives millivolts where the board knows them', async (t) => {
    const bench = await benchFor(t, kind);
    await bench.board.wires?.setAnalog(PIN.light, 0.25);
    await bench.board.wires?.setAnalog(PIN.pot, 0.5);
    for (const average of [undefined, 1, 64])
      assert.deepEqual(await done(bench, 'ReadAnalog', { pin: 'light', average }), {
        pin: 'light',
        value: 0.25,
        millivolts: 900,
      });
    assert.deepEqual(await done(bench, 'ReadAnalog', { pin: 'pot' }), { pin: 'pot', value: 0.5 });
  });

  check('Batch does all in order, and goes on after one that is refused as it runs', async (t) => {
    const bench = await benchFor(t, kind);
    const from = bench.pins.all.length;
    const operation = (service: string, params: object): object => ({ service, params });
    const { results } = await done(bench, 'Batch', {
      operations: [
        operation('SetPin', { pin: 'up', value: 1 }),
        operation('SetPin', { pin: 'down', value: 1 }),
        operation('SetPin', { pin: 'led', value: 1 }),
        operation('PulsePin', { pin: 'fan', ms: 60_000 }),
        operation('SetPin', { pin: 'up', value: 0 }),
        operation('SetPin', { pin: 'down', value: 1 }),
        operation('property.get', ['led']),
        { service: 'Ping' },
      ] as object[],
    }).then((data) => data as { results: { code: number; data?: unknown; message?: string }[] });
    assert.deepEqual(
      results.map(({ code, message }) => message ?? code),
      [200, 'interlock: pin "up" is on', 200, 200, 200, 200, 200, 200],
    );
    assert.deepEqual(results[6]?.data, { led: 1 });
    assert.deepEqual(
      bench.pins.all.slice(from).flatMap(({ pin, value }) => (pin === PIN.heater ? [] : [[pin, value]])),
      [
        [PIN.up, 1],
        [PIN.led, 1],
        [PIN.fan, 1],
        [PIN.up, 0],
        [PIN.down, 0],
      ],
    );
  });

  check('properties are set together, and read by name or all', async (t) => {
    const bench = await benchFor(t, kind);
    assert.deepEqual(await done(bench, 'property.set', { led: 1, dimmer: 0.5 }), { led: 1, dimmer: 0.5 });
    assert.deepEqual(await done(bench, 'property.get', ['dimmer', 'led']), { dimmer: 0.5, led: 1 });
    assert.deepEqual(await done(bench, 'property.get', []), {
      led: 1,
      relay: 0,
      up: 0,
      down: 0,
      dimmer: 0.5,
      light: 0,
      button: 0,
    });
    assert.deepEqual(await done(bench, 'property.set', {}), {});
  });

  for (const [what, options] of [
    ['no settings', { blank: true }],
    ['settings that are wrong', { settings: { port: 0 } }],
    ['starts that came to nothing', { files: { reset: '3' } }],
  ] as readonly (readonly [string, BenchOptions])[])
    check(`the console has the pins and the services on a board with ${what}`, async (t) => {
      const bench = await benchFor(t, kind, options);
      assert.equal(await bench.board.evaluate('rrpc.pins.led.set(1)'), '1');
      assert.equal((await done(bench, 'GetPin', { pin: 'led' })).value, 1);
      assert.equal(await bench.board.evaluate('rrpc.post("Alarm", {})'), 'false');
      await refused(
        bench,
        'SetConfig',
        { settings: { keepAlive: 5, host: null } },
        460,
        `device.json: ${
          options.blank ? 'productKey' : 'host'
        } is missing: it must be 1..${options.blank ? '64' : '127'} bytes`,
      );
      await done(bench, 'Reboot');
      await bench.until(() => moves(bench, PIN.led, 0).at(-1) === 0, 700);
      assert.equal(moves(bench, PIN.led, 0).at(-1), 0, 'it is safe, and starts anew');
    });

  check('the console has each pin, and what it refuses it refuses by the same words', async (t) => {
    const bench = await benchFor(t, kind);
    assert.equal(await bench.board.evaluate('rrpc.pins.led.set(1)'), '1');
    assert.equal(await bench.board.evaluate('rrpc.pins.led.get()'), '1');
    assert.equal(await bench.board.evaluate('rrpc.pins.led.toggle()'), '0');
    const told = '(function(){try{rrpc.pins.led.set(2)}catch(e){return e.code+" "+e.message}})()';
    assert.equal(await bench.board.evaluate(told), '"460 value must be 0 or 1, not 2"');
    assert.match(await bench.board.evaluate('Object.keys(rrpc.status()).join()'), /link,calls,posts,unknown/);
  });
}
