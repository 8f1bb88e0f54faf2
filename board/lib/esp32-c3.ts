/** The ESP32-C3: its facts, as Espruino's own board file, its sources and the chip's data sheet have them. */
import { type Chip, vocabulary } from './chip.ts';

const FLASH = 'wired to the flash chip';
const STRAPPING = 'a strapping pin, read by the chip at reset';
const USB = 'the console on USB';
const UART = 'the console on a UART';

export const ESP32_C3 = {
  name: 'esp32-c3',
  title: 'an ESP32-C3',
  range: '0..21',
  free: [0, 1, 3, 4, 5, 6, 7, 10],
  guarded: {
    2: STRAPPING,
    8: STRAPPING,
    9: STRAPPING,
    11: "the flash chip's supply, unless an eFuse frees it",
    18: USB,
    19: USB,
    20: UART,
    21: UART,
  },
  taken: { 12: FLASH, 13: FLASH, 14: FLASH, 15: FLASH, 16: FLASH, 17: FLASH },
  inputOnly: [],
  noPull: [],
  noWatch: [18, 19],
  negated: [],
  adc: [0, 1, 2, 3, 4],
  dac: [],
  // Espruino numbers eight channels, as on the ESP32, but this chip has six: the last two do nothing.
  pwm: { shared: 5, sharedHz: 5000, own: 1, hz: [77, 78_125] },
} as const satisfies Chip;

export const { board, output, pwm, servo, input, adc } = vocabulary(ESP32_C3);
