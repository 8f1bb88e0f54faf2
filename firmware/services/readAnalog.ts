/** ReadAnalog. */
import { more } from '#board';
import { read } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { float, int, optional, pin, says, service } from './declare.ts';

/** Reads an analog input. */
export const readAnalog = service(
  {
    name: 'ReadAnalog',
    kind: 'read',
    does: 'Reads an analog input.',
    input: { pin: pin('analog'), average: says(optional(int(1, 64)), 'How many readings to take the mean of.') },
    output: {
      pin: pin('analog'),
      value: float(0, 1),
      millivolts: says(optional(int(0, 1000000, 'mV')), 'Where the board knows its full scale.'),
    },
  },
  (input) => {
    const traits = traitsOf[input.pin];
    const full = more(traits & 255).millivolts;
    const times = input.average || 1;
    let sum = 0;
    for (let i = 0; i < times; i++) sum += read(traits);
    const value = sum / times;
    return { pin: input.pin, value: value, millivolts: full && Math.round(value * full) };
  },
);
