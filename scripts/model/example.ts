// An example of each service's parameters, for the help and the page.
import type { PinData } from '../bundle/board.ts';
import type { Field, Service } from './services.ts';

/** Pins by the word of a declaration: the kinds that it means. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '@output': ['output', 'pwm'],
  '@input': ['input'],
  '@pin': ['output', 'input', 'pwm'],
  '@duty': ['pwm', 'dac'],
  '@servo': ['servo'],
  '@analog': ['adc'],
};

/** What no declaration tells: a text, a list's items, an object's members. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  service: 'SetPin',
  operations: [{ service: 'Ping' }, { service: 'ListServices' }],
  settings: { keepAlive: 120 },
};

/** Parameters that a board with these pins accepts: those that must be there, and where this is none but the pin, the first
 *  of the others. A board without a fitting pin has `"..."` in its place. */
export function exampleOf({ input }: Service, pins: readonly PinData[]): Record<string, unknown> {
  const fields = Object.entries(input);
  const needed = fields.filter(([, { optional }]) => !optional);
  const isBare = needed.every(([, { type }]) => type === 'pin');
  const chosen = isBare ? [...needed, ...fields.filter(([, { optional }]) => optional).slice(0, 1)] : needed;
  return Object.fromEntries(chosen.map(([name, field]) => [name, exampleValue(name, field, pins)]));
}

/** The example as a line to type. */
export function exampleLine(service: Service, pins: readonly PinData[]): string {
  const example = exampleOf(service, pins);
  const json = Object.keys(example).length > 0 ? ` '${JSON.stringify(example)}'` : '';
  return `npm run call -- ${service.name}${json}`;
}

function exampleValue(name: string, { accepts, type, unit }: Field, pins: readonly PinData[]): unknown {
  const [least = 0, most = 0] = accepts.split('..').map((end) => Number.parseFloat(end));
  if (type === 'pin') return pins.find(({ kind }) => KINDS[accepts]?.includes(kind))?.name ?? '...';
  if (accepts === '0|1') return 1;
  if (type === 'float') return (least + most) / 2;
  // A second can be seen.
  if (type === 'int') return unit === 'ms' ? Math.min(most, Math.max(least, 1000)) : Math.round((least + most) / 2);
  if (type === 'enum') return JSON.parse(accepts.split('|')[0] ?? '""');
  return BY_NAME[name] ?? '...';
}
