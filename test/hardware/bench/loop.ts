/** The eyes of a board with a wire from an output to an input: what the output does is what the input is asked and watched for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PinData } from '../../../scripts/bundle/board.ts';
import { type Sight, seen, unseen } from '../../../scripts/hardware/suite.ts';
import { type Eyes, noEyes, type WatchedWire } from './eyes.ts';
import { levelOf } from './roles.ts';

/** Events are told five times a second at most: no new one in this many ms means that all were told. */
const QUIET_MS = 600;

/** What the loop's eyes need of the bench. */
export interface LoopBench {
  /** Calls a service and gives its data. */
  done(service: string, params: object): Promise<Record<string, unknown>>;
  /** Every PinChanged of this pin so far. */
  edges(pin: string): { value: number; count: number }[];
  /** Asks the board's console, which needs no link. */
  evaluate(expression: string): Promise<unknown>;
}

/** Looks through a wire from `output` to `input`. */
export function loopEyes(bench: LoopBench, output: PinData, input: PinData): Eyes {
  const blind = noEyes('no loop wire');
  const levelNow = async (): Promise<number> =>
    levelOf(input, Number((await bench.done('GetPin', { pin: input.name })).value));

  async function watch(): Promise<Sight<WatchedWire>> {
    const before = await levelNow();
    await bench.done('WatchPin', { pin: input.name, debounce: 0, edge: 'both' });
    const from = bench.edges(input.name).length;
    return seen({
      changes: unseen('the loop wire shows levels, not when they came'),
      async moves() {
        let known = -1;
        while (known !== bench.edges(input.name).length) {
          known = bench.edges(input.name).length;
          await sleep(QUIET_MS);
        }
        await bench.done('UnwatchPin', { pin: input.name });
        const edges = bench.edges(input.name).slice(from);
        const count = edges.reduce((sum, edge) => sum + edge.count, 0);
        const last = await levelNow();
        // A wire's edges take turns; their number and the level at the end must agree.
        const moves = Array.from({ length: count }, (_, i) => (before + i + 1) % 2);
        if ((moves.at(-1) ?? before) !== last)
          throw new Error(`${count} edges at "${input.name}" from level ${before} cannot end at level ${last}`);
        return moves;
      },
    });
  }

  return {
    watch: (pin) => (pin.name === output.name ? watch() : blind.watch(pin)),
    end: async (pin) =>
      pin.name === output.name
        ? seen(async () => Number(await bench.evaluate(`0+digitalRead(${input.pin})`)))
        : blind.end(pin),
    input: (pin) =>
      pin.name === input.name
        ? seen(async (level: 0 | 1) => {
            await bench.done('SetPin', { pin: output.name, value: levelOf(output, level) });
          })
        : blind.input(pin),
    analog: blind.analog,
  };
}
