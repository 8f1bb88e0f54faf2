/** SetPin. */
import { write } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { bit, pin, service } from './declare.ts';

/** Sets an output. */
export const setPin = service(
  {
    name: 'SetPin',
    kind: 'set',
    does: 'Sets an output, and answers with the level read back.',
    input: { pin: pin('output'), value: bit() },
    output: { pin: pin('output'), value: bit() },
  },
  (input) => ({ pin: input.pin, value: write(traitsOf[input.pin], input.value) }),
);
