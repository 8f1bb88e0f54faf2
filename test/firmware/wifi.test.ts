import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { installInterpreter } from './interpreter.ts';

const board = installInterpreter();
// After the interpreter: the board's start is when the log is loaded.
const { signal, wifiGood, wifiUp } = await import('../../firmware/wifi.ts');
beforeEach(board.clear);

const HOME = { ssid: 'home', password: 'DoNotTell' };

/** A Wi-Fi module that answers as it is told. */
class Radio {
  readonly connects: unknown[][] = [];
  finish: (error: unknown) => void = () => assert.fail('nobody connects');
  status = 'connected';
  ended = 0;
  constructor(private readonly answer: [error: unknown, info?: { ip?: string }]) {}
  getIP(done: (...answer: unknown[]) => void): void {
    done(...this.answer);
  }
  getDetails(): { status: string } {
    return { status: this.status };
  }
  disconnect(): void {
    this.ended++;
  }
  connect(ssid: string, options: unknown, done: (error: unknown) => void): void {
    this.connects.push([ssid, options]);
    this.finish = done;
  }
}

/** Brings Wi-Fi up, and gives what was called back, each time. */
function up(wanted: typeof HOME | undefined, radio?: Radio): unknown[][] {
  const told: unknown[][] = [];
  if (radio) board.modules.set('Wifi', radio);
  wifiUp(wanted, (...what) => void told.push(what));
  return told;
}

/** Called back once, without an error. */
function isUp(told: unknown[][]): void {
  assert.equal(told.length, 1);
  assert.ok(!told[0]?.[0]);
}

test('where none is wanted it is up at once, and the radio is left alone', () => {
  const radio = new Radio(['not asked']);
  radio.getIP = () => assert.fail('asked');
  isUp(up(undefined, radio));
  assert.deepEqual([radio.connects, board.lines], [[], []]);
});

test('where the interpreter has none it is up at once, with a line that says why', () => {
  isUp(up(HOME));
  assert.deepEqual(board.lines, ['W 0.000 wifi this interpreter has no Wi-Fi: connecting at once']);
});

test('that is up already, as it may be at boot, is not connected again', () => {
  const radio = new Radio([null, { ip: '192.168.1.7' }]);
  isUp(up(HOME, radio));
  assert.deepEqual(radio.connects, []);
});

test('that has no address is connected with the name and the password, and is up when that is done', () => {
  for (const answer of [[null, { ip: '0.0.0.0' }], [null, {}], [null, { ip: '' }], ['no station']] as const) {
    const radio = new Radio([...answer] as ConstructorParameters<typeof Radio>[0]);
    const told = up(HOME, radio);
    assert.deepEqual(told, [], 'not up yet');
    assert.deepEqual(radio.connects, [['home', { password: 'DoNotTell' }]]);
    radio.finish(null);
    isUp(told);
  }
});

test('with an address of a network that is gone is joined anew', () => {
  const radio = new Radio([null, { ip: '192.168.1.7' }]);
  radio.status = 'BEACON_TIMEOUT';
  const told = up(HOME, radio);
  assert.equal(radio.connects.length, 1);
  radio.finish(null);
  isUp(told);
});

test('that says it is up, but leads nowhere, is joined anew at every fourth try', () => {
  wifiGood();
  const radio = new Radio([null, { ip: '192.168.1.7' }]);
  for (let tries = 1; tries <= 8; tries++) {
    up(HOME, radio);
    assert.equal(radio.connects.length, tries >> 2);
    if (tries % 4 === 0) radio.finish(null);
  }
  up(HOME, radio);
  wifiGood();
  for (let tries = 1; tries <= 3; tries++) isUp(up(HOME, radio));
});

test('whose last join was never answered is told to end before the next', () => {
  const radio = new Radio([null, { ip: '0.0.0.0' }]);
  up(HOME, radio);
  up(HOME, radio);
  assert.deepEqual([radio.connects.length, radio.ended], [2, 1]);
  radio.finish('no access point found');
  up(HOME, radio);
  assert.equal(radio.ended, 1);
  radio.finish(null);
});

test('that cannot be connected is told with the reason, once', () => {
  const radio = new Radio([null, { ip: '0.0.0.0' }]);
  const told = up(HOME, radio);
  radio.finish('no access point found');
  assert.deepEqual(told, [['no access point found']]);
});

test('never has its password on the console', () => {
  up(HOME);
  const radio = new Radio(['no station']);
  up(HOME, radio);
  radio.finish('bad password');
  assert.doesNotMatch(board.lines.join('\n'), /DoNotTell/);
});

test('tells its signal where it has one, and nothing where there is no radio', () => {
  assert.equal(signal(), undefined);
  board.modules.set('Wifi', { getDetails: () => ({ rssi: -61 }) });
  assert.equal(signal(), -61);
  board.modules.set('Wifi', { getDetails: () => ({}) });
  assert.equal(signal(), undefined);
});
