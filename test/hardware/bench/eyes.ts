/** What can be seen of a board's pins from outside the bundle, and how its inputs are driven, on each kind of board. */
import type { PinData } from '../../../scripts/bundle/board.ts';
import type { PinChange, Wires } from '../../../scripts/device/device.ts';
import { type Sight, seen, unseen } from '../../../scripts/hardware/suite.ts';
import type { Heard } from '../../support/heard.ts';

/** An output's wire, watched. */
export interface WatchedWire {
  /** The levels that it took since it is watched, in order, of PWM the duties. */
  moves(): Promise<number[]>;
  /** The same with times and frequencies, where they are seen. */
  readonly changes: Sight<() => Promise<PinChange[]>>;
}

/** What is seen of a board's pins. */
export interface Eyes {
  /** Watches an output's wire from now on. */
  watch(pin: PinData): Promise<Sight<WatchedWire>>;
  /** What the wire of an output ends at from now on; to be asked whether the link is there or not. Undefined where the
   *  output has done nothing since. */
  end(pin: PinData): Promise<Sight<() => Promise<number | undefined>>>;
  /** What puts a level on an input's wire. */
  input(pin: PinData): Sight<(level: 0 | 1) => Promise<void>>;
  /** What puts a voltage on an analog input, 0..1 of full scale. */
  analog(pin: PinData): Sight<(value: number) => Promise<void>>;
}

/** The eyes where every change of an output is told. `flush` resolves when all that happened was told; without `wires`
 *  nothing drives the inputs. */
export function changeEyes(pins: Heard<PinChange>, flush: () => Promise<void>, wires: Wires | undefined): Eyes {
  const undriven = unseen("nothing drives this board's inputs");
  async function changesOf({ pin }: PinData): Promise<() => Promise<PinChange[]>> {
    await flush();
    const from = pins.all.length;
    return async () => {
      await flush();
      return pins.all.slice(from).filter((change) => change.pin === pin);
    };
  }
  return {
    async watch(pin) {
      const changes = await changesOf(pin);
      return seen({ moves: async () => (await changes()).map(({ value }) => value), changes: seen(changes) });
    },
    async end(pin) {
      const changes = await changesOf(pin);
      return seen(async () => (await changes()).at(-1)?.value);
    },
    input: ({ pin }) => (wires ? seen((level: 0 | 1) => wires.drive(pin, level)) : undriven),
    analog: ({ pin }) => (wires ? seen((value: number) => wires.setAnalog(pin, value)) : undriven),
  };
}

/** The eyes of a board without any wire to look at. */
export function noEyes(why: string): Eyes {
  return {
    watch: async () => unseen(why),
    end: async () => unseen(why),
    input: () => unseen(why),
    analog: () => unseen(why),
  };
}
