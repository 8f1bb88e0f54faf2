/** A pin as the bundle has it: one number of traits, and what these have no bits for. */
import type { Chip } from '../../../board/lib/chip.ts';
import type { Pin, ServoOptions } from '../../../board/lib/define.ts';
import { Trait } from '../../../firmware/pins/trait.ts';

/** What the traits have no bits for, as firmware/modules.d.ts says it. */
export interface More {
  offlineAfter?: number;
  maxOnMs?: number;
  debounce?: number;
  frequency?: number;
  servo?: readonly [usAt0: number, usAt180: number, leastDegrees: number, mostDegrees: number];
  millivolts?: number;
}

/** A servo of which nothing more is said: the pulses that all of them take, and half a turn. */
const SERVO = { us: [1000, 2000], degrees: [0, 180] } as const satisfies Required<Pick<ServoOptions, 'us' | 'degrees'>>;

/** The pin's traits; `group` is its interlock group's number, 0 for none. Where Espruino turns the level over, so do
 *  the traits: that is done here, and nowhere else. */
export function traitsOf(chip: Chip, pin: Pin, group: number): number {
  const isNegated = chip.negated.includes(pin.pin);
  const activeLow = ('activeLow' in pin && pin.activeLow === true) !== isNegated;
  const levels = pin.kind !== 'adc' && pin.kind !== 'dac';
  return (
    pin.pin |
    kindTraits(pin) |
    (levels && activeLow ? Trait.ACTIVE_LOW : 0) |
    ('pull' in pin ? pullTrait(pin.pull, isNegated) : 0) |
    ('safe' in pin && pin.safe === 1 ? Trait.SAFE_ON : 0) |
    (initialOf(pin) === 1 ? Trait.INITIAL_ON : 0) |
    ('property' in pin && pin.property ? Trait.PROPERTY : 0) |
    ('maxOnMs' in pin && pin.maxOnMs !== undefined ? Trait.TIMED : 0) |
    (group << Trait.GROUP_SHIFT)
  );
}

/** What `more` gives of a pin of this chip. */
export function moreOf(chip: Chip, pin: Pin): More {
  const members: [keyof More, unknown][] = [
    ['offlineAfter', 'offlineAfter' in pin ? pin.offlineAfter : undefined],
    ['maxOnMs', 'maxOnMs' in pin ? pin.maxOnMs : undefined],
    ['debounce', 'debounce' in pin ? pin.debounce : undefined],
    ['frequency', 'frequency' in pin && pin.frequency !== chip.pwm.sharedHz ? pin.frequency : undefined],
    ['servo', pin.kind === 'servo' ? [...(pin.us ?? SERVO.us), ...(pin.degrees ?? SERVO.degrees)] : undefined],
    ['millivolts', 'millivolts' in pin ? pin.millivolts : undefined],
  ];
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function initialOf(pin: Pin): 0 | 1 | undefined {
  const { initial, safe } = pin as { initial?: 0 | 1; safe?: 0 | 1 };
  return initial ?? safe;
}

function kindTraits({ kind, ...more }: Pin): number {
  if (kind === 'output') return Trait.OUTPUT;
  if (kind === 'pwm') return Trait.OUTPUT | Trait.PWM;
  if (kind === 'servo') return Trait.SERVO;
  if (kind === 'dac') return Trait.DAC;
  if (kind === 'adc') return Trait.ADC | ('digital' in more && more.digital ? Trait.INPUT : 0);
  return Trait.INPUT;
}

function pullTrait(pull: 'up' | 'down' | undefined, isNegated: boolean): number {
  if (pull === undefined) return 0;
  return (pull === 'up') !== isNegated ? Trait.PULL_UP : Trait.PULL_DOWN;
}
