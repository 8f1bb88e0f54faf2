/** Which of a board's pins take which of its chip's PWM channels. */
import { CHIPS } from '../../../board/lib/chips.ts';
import type { Board, Pin } from '../../../board/lib/define.ts';

/** The names of the pins that take a channel with a frequency of its own, and of those that take a shared one. A servo's
 *  pulses have a frequency of their own, too. */
export function channelsOf(board: Board): { readonly own: readonly string[]; readonly shared: readonly string[] } {
  const { sharedHz } = CHIPS[board.chip].pwm;
  const isOwn = (pin: Pin): boolean =>
    pin.kind === 'servo' || (pin.kind === 'pwm' && (pin.frequency ?? sharedHz) !== sharedHz);
  const namesOf = (wanted: (pin: Pin) => boolean): string[] =>
    Object.entries(board.pins).flatMap(([name, pin]) => (wanted(pin) ? [name] : []));
  return { own: namesOf(isOwn), shared: namesOf((pin) => pin.kind === 'pwm' && !isOwn(pin)) };
}
