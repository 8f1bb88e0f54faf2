/** TogglePin. */
import { read, write } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { bit, pin, service } from './declare.ts';

/** Turns an output over. */
export const togglePin = service(
  {
    name: 'TogglePin',
    kind: 'act',
    does: 'Turns an output over, and answers with the level read back.',
    input: { pin: pin('output') },
    output: { pin: pin('output'), value: bit() },
  },
  (input) => {
    const traits = traitsOf[input.pin];
    return { pin: input.pin, value: write(traits, read(traits) ? 0 : 1) };
  },
);
