/** Whether a board's outputs are in the state that they must have: asked at its console, and seen from outside. */
import assert from 'node:assert/strict';
import type { PinData } from '../../../scripts/bundle/board.ts';
import type { Sight, Trial } from '../../../scripts/hardware/suite.ts';
import type { Bench } from './bench.ts';
import { levelOf } from './roles.ts';

/** The outputs that have levels. */
export function outputsOf({ data }: Bench): PinData[] {
  return data.pins.filter(({ kind }) => kind === 'output');
}

/** Every output is driven, at the level of `state`: as the board's console reads it back. */
export async function assertStates(bench: Bench, state: 'safe' | 'initial'): Promise<void> {
  const pins = outputsOf(bench);
  const asked = pins.map(({ pin }) => `[getPinMode(${pin}),0+digitalRead(${pin})]`).join();
  assert.deepEqual(
    Object.fromEntries(((await bench.evaluate(`[${asked}]`)) as unknown[]).map((found, i) => [pins[i]?.name, found])),
    Object.fromEntries(pins.map((pin) => [pin.name, ['output', levelOf(pin, pin[state] ?? 0)]])),
  );
}

/** What the wire of the output that cases move most ends at. */
export type End = Sight<() => Promise<number | undefined>>;

/** Watches that wire from before a boot on. */
export async function watchBoot({ eyes, pins }: Bench): Promise<End> {
  return 'unseen' in pins.output ? pins.output : eyes.end(pins.output.seen);
}

/** Every output has this state after the boot: at the console, and on the wire that was watched. */
export async function assertRest({ bench, see }: Trial<Bench>, state: 'safe' | 'initial', end: End): Promise<void> {
  await assertStates(bench, state);
  const { output } = bench.pins;
  if ('unseen' in output) return;
  const { name } = output.seen;
  await see(`level of ${name} after the boot`, end, async (level) =>
    assert.equal(await level(), levelOf(output.seen, output.seen[state] ?? 0)),
  );
}
