/** SetServo. */
import { more } from '#board';
import { Code, refuse } from '../link/code.ts';
import { write } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { float, int, optional, pin, service } from './declare.ts';

/** Turns a servo. */
export const setServo = service(
  {
    name: 'SetServo',
    kind: 'set',
    does: "Turns a servo to an angle, or to a pulse's length, within its own limits.",
    input: {
      pin: pin('servo'),
      degrees: optional(float(0, 180, 'degrees')),
      us: optional(int(500, 2500, 'us')),
    },
    output: { pin: pin('servo'), us: int(500, 2500, 'us'), degrees: float(0, 180, 'degrees') },
  },
  (input, later) => {
    const traits = traitsOf[input.pin];
    // Every servo's pin has it.
    const range = more(traits & 255).servo as readonly number[];
    const perDegree = (range[1] - range[0]) / 180;
    const degrees = input.us === undefined ? input.degrees : (input.us - range[0]) / perDegree;
    if (degrees === undefined || degrees < range[2] || degrees > range[3])
      throw refuse(
        Code.PARAMETER,
        (degrees === undefined ? 'degrees or us' : 'degrees') +
          ' must be ' +
          range[2] +
          '..' +
          range[3] +
          ' on this pin',
      );
    if (!later) return undefined;
    const us = Math.round(range[0] + degrees * perDegree);
    // Half a step of the chip's 10 bits more: it rounds down.
    write(traits, (us + 9.8) / 20000, 50);
    return { pin: input.pin, us: us, degrees: degrees };
  },
  true,
);
