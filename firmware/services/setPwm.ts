/** SetPwm. */
import { LEAST_HZ, more, SHARED_HZ } from '#board';
import { Code, refuse } from '../link/code.ts';
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
      frequency: says(optional(int(1, 78125, 'Hz')), "The board's, or the chip's own, unless given."),
    },
    output: { pin: pin('duty'), duty: float(0, 1) },
  },
  (input, later) => {
    const traits = traitsOf[input.pin];
    const hz = input.frequency;
    // A pin with a channel of its own has none of those that share theirs.
    if (hz && (hz < LEAST_HZ || (hz === SHARED_HZ && more(traits & 255).frequency)))
      throw refuse(
        Code.PARAMETER,
        'frequency must be ' + LEAST_HZ + '..78125 Hz' + (hz < LEAST_HZ ? '' : ', on this pin not ' + SHARED_HZ),
      );
    return later && { pin: input.pin, duty: write(traits, input.duty, hz) };
  },
  true,
);
