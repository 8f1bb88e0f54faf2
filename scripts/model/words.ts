// Declarations in words, for the page, the README's table and the help.
import type { Field, Service } from './services.ts';
import type { Shape } from './shapes.ts';

/** What a pin must be, by the word of a declaration. */
const PINS: Readonly<Record<string, string>> = {
  output: 'an output',
  input: 'an input',
  pin: 'an output or an input',
  duty: 'a PWM or DAC pin',
  servo: 'a servo',
  analog: 'an analog input',
};

/** What a service's kind means to who calls it. */
export const KINDS: Readonly<Record<Service['kind'], string>> = {
  read: 'only reads',
  set: 'sets, so a repeat does no harm',
  act: 'acts: each call counts',
};

/** What a field accepts. */
export function acceptsOf({ accepts, type, shape }: Field): string {
  if (type === 'pin') return `${PINS[accepts.slice(1)] ?? 'a pin'}, by name or number`;
  if (type === 'object') return `an object${membersOf(shape)}`;
  if (type === 'list') return `a list of ${accepts}${shape === 'text' ? ', texts' : membersOf(shape)}`;
  if (type === 'text') return `a text of ${accepts}`;
  return accepts.split('|').join(' or ');
}

function membersOf(shape: Shape | undefined): string {
  return typeof shape === 'object' ? ` {${Object.keys(shape).join(', ')}}` : '';
}

/** A field's line for people; empty where it has none. */
export const doesOf = ({ does }: Field): string => does ?? '';
