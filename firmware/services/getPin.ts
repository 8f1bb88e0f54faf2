/** GetPin. */
import { level } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { bit, pin, service } from './declare.ts';

/** Reads a pin. */
export const getPin = service(
  {
    name: 'GetPin',
    kind: 'read',
    does: 'Reads an output or an input.',
    input: { pin: pin('pin') },
    output: { pin: pin('pin'), value: bit() },
  },
  (input) => ({ pin: input.pin, value: level(traitsOf[input.pin]) ? 1 : 0 }),
);
