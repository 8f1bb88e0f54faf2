/** What a pin may say of itself: which options its kind has, and what each accepts. */
import type { Chip } from '../../../board/lib/chip.ts';
import type { Kind, Kinds, Pin } from '../../../board/lib/define.ts';
import { KINDS } from './place.ts';

/** Answers what an option accepts where `value` is not it. */
type Check = (value: unknown, chip: Chip, pin: Pin) => string | undefined;

type Option = { [K in Kind]: keyof Kinds[K] }[Kind];

const isInteger = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const integer =
  (least: number, most: number, unit: string): Check =>
  (value) =>
    isInteger(value, least, most) ? undefined : `must be ${least}..${most} ${unit}`;
const pair =
  (least: number, most: number, unit: string, isPair: (a: number, b: number) => boolean, how: string): Check =>
  (value) => {
    const [a, b, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
    const good = isInteger(a, least, most) && isInteger(b, least, most) && more.length === 0 && isPair(a, b);
    return good ? undefined : `must be two of ${least}..${most} ${unit}, ${how}`;
  };
const yesNo: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const state: Check = (value) => (value === 0 || value === 1 ? undefined : 'must be 0 or 1');

const CHECKS: Readonly<Record<Option, Check>> = {
  activeLow: yesNo,
  property: (value, chip, pin) =>
    pin.kind === 'input' && value === true && chip.noWatch.includes(pin.pin)
      ? `is of no use: Espruino lets nobody watch ${pin.pin} on ${chip.title}, so no change of it would be posted`
      : yesNo(value, chip, pin),
  digital: yesNo,
  safe: state,
  initial: state,
  offlineAfter: integer(1, 86_400, 'seconds'),
  maxOnMs: (value, chip, pin) =>
    'safe' in pin && pin.safe === 1
      ? 'cannot be with safe: 1, which is for longer than that'
      : integer(1, 86_400_000, 'milliseconds')(value, chip, pin),
  millivolts: integer(1, 1_000_000, 'millivolts'),
  pull: (value) => (value === 'up' || value === 'down' ? undefined : "must be 'up' or 'down'"),
  group: (value) =>
    typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a name that another output has too',
  us: pair(500, 2500, 'microseconds', (at0, at180) => at0 !== at180, 'not the same'),
  degrees: pair(0, 180, 'degrees', (least, most) => least < most, 'the smaller one first'),
  frequency: (value, chip, pin) => integer(...chip.pwm.hz, 'Hz')(value, chip, pin),
  part: (value, _, { kind }) => {
    const parts = kind === 'input' ? ['button', 'switch'] : ['led', 'relay', 'fan'];
    return parts.includes(value as string) ? undefined : `must be ${parts.map((part) => `'${part}'`).join(' or ')}`;
  },
  debounce: (value, chip, pin) =>
    chip.noWatch.includes(pin.pin)
      ? `is of no use: Espruino lets nobody watch ${pin.pin} on ${chip.title}`
      : integer(1, 1000, 'milliseconds')(value, chip, pin),
};

const STATES = ['safe', 'initial', 'offlineAfter'] as const;
const OUTPUT = [...STATES, 'activeLow', 'maxOnMs', 'group', 'part'] as const;
const OPTIONS: { readonly [K in Kind]: readonly (keyof Kinds[K] & Option)[] } = {
  output: [...OUTPUT, 'property'],
  pwm: [...OUTPUT, 'frequency', 'property'],
  servo: ['us', 'degrees'],
  input: ['pull', 'activeLow', 'debounce', 'part', 'property'],
  adc: ['millivolts', 'digital', 'property'],
  dac: [...STATES, 'millivolts', 'property'],
};

/** What is wrong with the pin's options, a line each. */
export function optionProblems(chip: Chip, pin: Pin): string[] {
  if (!Object.hasOwn(KINDS, pin.kind))
    return [`kind must be one of ${Object.keys(KINDS).join(', ')}, not ${JSON.stringify(pin.kind)}`];
  const known: readonly string[] = OPTIONS[pin.kind];
  const { kind, pin: _, iKnow, ...options } = pin;
  const problems: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!known.includes(name)) problems.push(`${KINDS[kind]} has no ${name}, but: ${known.join(', ')}`);
    else {
      const accepts = CHECKS[name as Option](value, chip, pin);
      if (accepts)
        problems.push(`${name} ${accepts}${accepts.startsWith('must') ? `, not ${JSON.stringify(value)}` : ''}`);
    }
  }
  return problems;
}
