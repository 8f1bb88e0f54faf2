// A board's properties and events, as the firmware has them (services/properties.ts, services/watchPin.ts).
import type { PinData } from '../bundle/board.ts';
import type { Parameter, Property, ThingEvent } from '../cloud/model/tsl.ts';
import { LEVEL, number, parameter, text } from './dataType.ts';

/** A pin as a property: outputs are set and read, what measures is only read. */
function propertyOf({ name, kind }: PinData): Property {
  const isLevel = kind === 'output' || kind === 'input';
  const accessMode = kind === 'output' || kind === 'pwm' || kind === 'dac' ? 'rw' : 'r';
  return { identifier: name, name, accessMode, required: false, dataType: isLevel ? LEVEL : number('float', 0, 1) };
}

/** The properties of a board: its pins with `property: true`. */
export function propertiesOf(pins: readonly PinData[]): Property[] {
  return pins.filter(({ property }) => property).map(propertyOf);
}

/** What PinChanged carries. The time has more digits than TSL's int, and its date is a text. */
const PIN_CHANGED: readonly Parameter[] = [
  parameter('pin', text(32)),
  parameter('value', LEVEL),
  parameter('count', number('int', 1, 2 ** 31 - 1)),
  parameter('time', number('double', 0, 9_999_999_999_999, 'ms')),
];

/** The events that the services post. */
export const EVENTS: readonly (ThingEvent & { does: string })[] = [
  {
    identifier: 'PinChanged',
    name: 'PinChanged',
    type: 'info',
    required: false,
    does: 'An input that WatchPin watches has changed.',
    outputData: [...PIN_CHANGED],
  },
];

/** For people, what each member of an event is. */
export const EVENT_MEMBERS: Readonly<Record<string, string>> = {
  pin: 'As WatchPin was given it.',
  value: 'The level now.',
  count: 'Edges since the last event.',
  time: 'Of the last edge, in ms since 1970, or since the start where the board has no clock.',
};
