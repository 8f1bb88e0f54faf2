/** The chip's PWM channels with a frequency of their own. What takes one has it until the chip starts anew. */
import { FREE_CHANNELS, more, SHARED_HZ } from '#board';
import { Code, refuse } from '../link/code.ts';
import { Trait } from './trait.ts';

/** The pins that have taken one, a character each. */
let taken = '';

/** Takes a channel for a PWM pin's frequency in Hz, where its board's file has not reserved one for it. Throws a refusal
 *  where none is left: the chip would leave the pin as it is, and say so on the console only. */
export function takeChannel(traits: number, frequency: number): void {
  const pin = String.fromCharCode(traits & 255);
  if (!(traits & Trait.PWM) || frequency === SHARED_HZ || more(traits & 255).frequency || taken.indexOf(pin) >= 0)
    return;
  if (taken.length >= FREE_CHANNELS) throw refuse(Code.BUSY, 'no PWM channel is left for a frequency of its own');
  taken += pin;
}
