/** The stand-alone client between a fake broker and a fake clock, with Espruino's globals as far as it uses them. */
import { strict as assert } from 'node:assert';
import { create, type Module, type ModuleOptions } from '../../../firmware/mqtt/module.ts';
import { type FakeBroker, fakeBroker } from '../../support/fakeBroker.ts';
import { type FakeClock, fakeClock } from '../../support/fakeClock.ts';

/** The stand-alone client and what is around it. */
export interface ModuleRig {
  readonly mqtt: Module & { on(event: string, listener: (value?: unknown) => void): void };
  readonly broker: FakeBroker;
  readonly clock: FakeClock;
  /** Each event with its value, in order. */
  readonly told: readonly (readonly [event: string, value?: unknown])[];
  /** The port it connected to, each time. */
  readonly dialled: readonly number[];
  /** How often this event came. */
  count(event: string): number;
  /** Lets everything happen that needs no time. */
  rest(): void;
}

/** Espruino's globals, which the module reads when it is used. */
const board = globalThis as unknown as Record<string, unknown> & { process: { memory?: () => { free: number } } };

/** How to reach each server: every client has one of its own, and they share `require`. */
const servers = new Map<string, (port: number) => Socket>();

/** Makes a client that is not connected. `free`: blocks of memory that the board has left. */
export function moduleRig(options?: ModuleOptions, free = 4000): ModuleRig {
  const broker = fakeBroker();
  const clock = fakeClock(rest);
  const told: [string, unknown?][] = [];
  const dialled: number[] = [];
  const listeners = new Map<string, ((value?: unknown) => void)[]>();
  /** Espruino's `emit` calls nobody before the next turn. */
  const events: [string, unknown?][] = [];

  function rest(): void {
    broker.settle();
    for (let turns = 0; events.length > 0; turns++) {
      assert.ok(turns < 1000, 'the events do not end');
      const [event, value] = events.shift() as [string, unknown?];
      told.push(value === undefined ? [event] : [event, value]);
      for (const listener of listeners.get(event) ?? []) listener(value);
      broker.settle();
    }
  }

  const own = { setTimeout: board.setTimeout, clearTimeout: board.clearTimeout, random: Math.random };
  board.process.memory = () => ({ free });
  Object.assign(board, {
    getSerial: () => '240ac4000110',
    getTime: clock.seconds,
    setTimeout: clock.after,
    clearTimeout: clock.cancel,
    require: (name: string) => {
      assert.equal(name, 'net');
      return {
        connect({ host, port }: { host: string; port: number }) {
          const open = servers.get(host);
          assert.ok(open, `dialled "${host}"`);
          return open(port);
        },
      };
    },
  });
  Math.random = clock.random;
  const host = `broker-${servers.size}`;
  servers.set(host, (port) => {
    dialled.push(port);
    return broker.open(host, port);
  });
  const mqtt = create(host, options) as ModuleRig['mqtt'];
  // The client took these once and for all: the test runner has its own back.
  Object.assign(board, { setTimeout: own.setTimeout, clearTimeout: own.clearTimeout });
  Math.random = own.random;
  // Every object on Espruino has these two.
  Object.assign(mqtt, {
    on: (event: string, listener: () => void) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    emit: (...event: [string, unknown?]) => events.push(event),
  });
  return { mqtt, broker, clock, told, dialled, count: (event) => told.filter(([name]) => name === event).length, rest };
}

/** One that is connected, with what happened until then forgotten by the broker. */
export function connectedRig(options?: ModuleOptions, free?: number): ModuleRig {
  const rig = moduleRig(options, free);
  rig.mqtt.connect();
  rig.rest();
  assert.deepEqual(rig.told, [['connected']]);
  rig.broker.forget();
  return rig;
}
