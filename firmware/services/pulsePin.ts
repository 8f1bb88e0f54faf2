/** PulsePin. */
import { PULSE_MS } from '../limits.ts';
import { Code } from '../link/code.ts';
import { pulse, read } from '../pins/pins.ts';
import { type PinName, traitsOf } from '../pins/table.ts';
import { bit, int, oneOf, optional, pin, says, service } from './declare.ts';

/** Turns an output on for a time. */
export const pulsePin = service(
  {
    name: 'PulsePin',
    kind: 'act',
    does: "Turns an output on for a time, on the board's own clock.",
    input: {
      pin: pin('output'),
      ms: int(1, PULSE_MS, 'ms'),
      // biome-ignore lint/suspicious/noThenProperty: the word is the service's, and nobody awaits its parameters.
      then: says(optional(oneOf('extend', 'replace')), 'What becomes of a pulse that runs already.'),
      wait: says(optional(bit()), '1: answer when it has ended, within 6 s.'),
    },
    output: { pin: pin('output'), value: bit(), ms: int(0, PULSE_MS, 'ms') },
  },
  (input, later) => {
    const traits = traitsOf[input.pin];
    const call = input.wait && later();
    const ms = pulse(
      traits,
      input.ms,
      input.then,
      call
        ? (done) => {
            if (done) call.reply(answer());
            else call.fail(Code.BUSY, 'another command ended the pulse');
          }
        : undefined,
    );
    function answer(): { pin: PinName; value: number; ms: number } {
      return { pin: input.pin, value: read(traits), ms: ms };
    }
    return call ? undefined : answer();
  },
);
