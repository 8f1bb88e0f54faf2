/** SetPwm. */
import { write } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { float, int, optional, pin, says, service } from './declare.ts';

/** Sets a duty. */
export const setPwm = service(
  {
    name: 'SetPwm',
    kind: 'set',
    does: 'Sets the duty of a PWM pin, or the voltage of a DAC pin, and answers with what was set.',
    input: {
      pin: pin('duty'),
      duty: float(0, 1),
      frequency: says(optional(int(1, 40000, 'Hz')), "The board's, or the chip's own, unless given."),
    },
    output: { pin: pin('duty'), duty: float(0, 1) },
  },
  (input) => ({ pin: input.pin, duty: write(traitsOf[input.pin], input.duty, input.frequency) }),
);
