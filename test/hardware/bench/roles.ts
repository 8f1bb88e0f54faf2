/** Which of a board's pins play which part in the cases: boards differ, the cases do not. */
import type { BoardData, PinData } from '../../../scripts/bundle/board.ts';
import type { Loop } from '../../../scripts/hardware/flags.ts';
import { type Sight, seen, unseen } from '../../../scripts/hardware/suite.ts';

/** The parts. */
export interface Roles {
  /** The output that the cases move most: the loop wire's, or the LED. */
  readonly output: Sight<PinData>;
  /** Another one. */
  readonly other: Sight<PinData>;
  /** The input that is driven: the loop wire's, or one without a debounce. */
  readonly input: Sight<PinData>;
  readonly analog: Sight<PinData>;
  readonly pwm: Sight<PinData>;
  readonly servo: Sight<PinData>;
  /** An output that is a property of the thing model. */
  readonly property: Sight<PinData>;
}

/** Casts a board's pins. Throws an error that names the loop's pin that cannot be one. */
export function rolesOf({ name, pins }: BoardData, loop: Loop | undefined): Roles {
  const of = (kind: PinData['kind']): PinData[] => pins.filter((pin) => pin.kind === kind);
  const named = (which: string, kind: 'output' | 'input'): PinData => {
    const found = of(kind).find((pin) => pin.name === which);
    if (found) return found;
    const there = of(kind).map((pin) => pin.name);
    throw new Error(`--loop: "${which}" is no ${kind} of ${name}: ${there.join(', ') || 'it has none'}`);
  };
  const role = (found: PinData | undefined, what: string): Sight<PinData> => (found ? seen(found) : unseen(what));
  const outputs = of('output').filter(({ group }) => group === undefined);
  const output = loop ? named(loop.output, 'output') : (outputs.find((pin) => pin.name === 'led') ?? outputs[0]);
  const inputs = of('input');
  const input = loop
    ? named(loop.input, 'input')
    : (inputs.find(({ debounce }) => debounce === undefined) ?? inputs[0]);
  return {
    output: role(output, 'no output on this board'),
    other: role(
      outputs.find((pin) => pin !== output),
      'no second output on this board',
    ),
    input: role(input, 'no input on this board'),
    analog: role(of('adc')[0], 'no analog input on this board'),
    pwm: role(of('pwm')[0], 'no PWM pin on this board'),
    servo: role(of('servo')[0], 'no servo on this board'),
    property: role(
      outputs.find(({ property }) => property),
      'no output of this board is a property',
    ),
  };
}

/** The outputs that the cases move, by name. */
export function movedBy({ output, other, pwm, servo, property }: Roles): string[] {
  const all = [output, other, pwm, servo, property].flatMap((role) => ('seen' in role ? [role.seen.name] : []));
  return [...new Set(all)];
}

/** The level that a pin's wire has when the pin is `value`. */
export function levelOf({ activeLow }: PinData, value: number): number {
  return activeLow ? 1 - value : value;
}
