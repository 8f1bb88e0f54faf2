/** Raspberry Pi, or another computer with pins, under the interpreter for Linux. Numbers are the kernel's: up to version
 *  6.5 they are the GPIO numbers of the header; from 6.6 on the kernel counts from 512, out of Espruino's reach. */
import { board, input, output } from './lib/linux.ts';

export default board('raspberry-pi', {
  led: output(17, { property: true }),
  relay: output(27, { activeLow: true, offlineAfter: 30, maxOnMs: 600_000, property: true }),
  fan: output(22),
  /** These need a resistor each: the kernel's files turn none on. */
  button: input(23, { activeLow: true, debounce: 20, property: true }),
  door: input(24, { activeLow: true }),
});
