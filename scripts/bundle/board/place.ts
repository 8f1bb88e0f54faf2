/** Where on a chip a pin of some kind can be. */
import type { Chip } from '../../../board/lib/chip.ts';
import type { Kind, Pin } from '../../../board/lib/define.ts';

/** What each kind is called, with its article. */
export const KINDS: Readonly<Record<Kind, string>> = {
  output: 'an output',
  pwm: 'a PWM output',
  servo: 'a servo',
  input: 'an input',
  adc: 'an analog input',
  dac: 'an analog output',
};

/** Why this chip cannot have the pin there, as it follows the pin's number; undefined where it can. */
export function placeProblem(chip: Chip, { pin, kind, iKnow, ...more }: Pin): string | undefined {
  const taken = chip.taken[pin];
  if (taken !== undefined) return `is ${taken}: no board may use it`;
  const guarded = chip.guarded[pin];
  if (guarded === undefined && !chip.free.includes(pin)) return `is no pin: ${chip.title} has ${chip.range}`;
  if (guarded !== undefined && !(typeof iKnow === 'string' && iKnow.trim()))
    return `is ${guarded}: say in iKnow why it is used all the same`;
  return kindProblem(chip, pin, kind) ?? ('pull' in more && more.pull ? pullProblem(chip, pin) : undefined);
}

function kindProblem(chip: Chip, pin: number, kind: Kind): string | undefined {
  if (kind === 'input') return undefined;
  if (kind === 'adc' || kind === 'dac') {
    const pins = chip[kind];
    const what = kind.toUpperCase();
    if (pins.includes(pin)) return undefined;
    return pins.length === 0
      ? `cannot be ${KINDS[kind]}: ${chip.title} has no ${what}`
      : `has no ${what}: ${chip.title} has it on ${ranges(pins)}`;
  }
  if (chip.inputOnly.includes(pin))
    return `is input-only, as ${ranges(chip.inputOnly)} are: it cannot be ${KINDS[kind]}`;
  if (kind === 'output') return undefined;
  if (chip.pwm.shared === 0) return `cannot be ${KINDS[kind]}: ${chip.title} has no PWM`;
  return chip.dac.includes(pin)
    ? `cannot be ${KINDS[kind]}: analogWrite sets a voltage there, as on ${ranges(chip.dac)}`
    : undefined;
}

function pullProblem(chip: Chip, pin: number): string | undefined {
  if (!chip.noPull.includes(pin)) return undefined;
  return `has no pull resistor, as ${ranges(chip.noPull)} have none: leave out pull`;
}

/** Numbers in rising order as `0..3, 7`. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}..${to}`)).join(', ');
}
