/** BlinkPin. */
import { PULSE_MS } from '../limits.ts';
import { blink, read, write } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { bit, int, optional, pin, says, service } from './declare.ts';

/** Turns an output on and off. */
export const blinkPin = service(
  {
    name: 'BlinkPin',
    kind: 'act',
    does: "Turns an output on and off on the board's own clock, until it is set or stopped.",
    input: {
      pin: pin('output'),
      on: says(optional(int(10, PULSE_MS, 'ms')), '500 unless given.'),
      off: says(optional(int(10, PULSE_MS, 'ms')), 'As long as on unless given.'),
      count: says(optional(int(0, 1000000)), 'How many times; 0, or not given, for no end.'),
      stop: says(optional(bit()), '1: end it, off.'),
    },
    output: { pin: pin('output'), value: bit() },
  },
  (input) => {
    const traits = traitsOf[input.pin];
    // Every object has a function of the name "on".
    const on = +(input.on as number) || 500;
    if (input.stop) write(traits, 0);
    else blink(traits, on, input.off || on, input.count || 0);
    return { pin: input.pin, value: read(traits) };
  },
);
