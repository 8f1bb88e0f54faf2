/** The interpreter on Linux, which reaches pins by the kernel's files in /sys/class/gpio: levels in and out, no more. */
import { type Chip, vocabulary } from './chip.ts';

const EEPROM = 'the ID EEPROM of what is stacked on a Raspberry Pi';
const CONSOLE = "a Raspberry Pi's serial console";
const PINS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32,
] as const;

export const LINUX = {
  name: 'linux',
  title: 'the interpreter on Linux',
  range: '0..32',
  free: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32],
  guarded: { 0: EEPROM, 1: EEPROM, 14: CONSOLE, 15: CONSOLE },
  taken: {},
  inputOnly: [],
  // The kernel's files have no word for a pull.
  noPull: PINS,
  noWatch: [],
  negated: [],
  adc: [],
  dac: [],
  pwm: { shared: 0, sharedHz: 0, own: 0, hz: [1, 1] },
} as const satisfies Chip;

export const { board, output, input } = vocabulary(LINUX);
