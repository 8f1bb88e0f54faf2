/** Reboot. */
import { service } from './declare.ts';
import { outside } from './outside.ts';

/** Starts the board anew. */
export const reboot = service(
  {
    name: 'Reboot',
    kind: 'act',
    does: 'Answers, puts the pins into their safe states, and starts the board anew.',
    input: {},
    output: {},
  },
  () => {
    outside.restart();
    return {};
  },
);
