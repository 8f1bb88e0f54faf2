/** The ESP32: its facts, as Espruino's own board file and its sources for the chip have them. */
import { type Chip, vocabulary } from './chip.ts';

const FLASH = 'wired to the flash chip';
const STRAPPING = 'a strapping pin, read by the chip at reset';
const CONSOLE = 'the console';
const PSRAM = 'wired to the PSRAM where the module has one';

export const ESP32 = {
  name: 'esp32',
  title: 'an ESP32',
  range: '0..23, 25..27, 32..39',
  free: [4, 13, 14, 18, 19, 20, 21, 22, 23, 25, 26, 27, 32, 33, 34, 35, 36, 37, 38, 39],
  guarded: {
    0: STRAPPING,
    1: CONSOLE,
    2: STRAPPING,
    3: CONSOLE,
    5: STRAPPING,
    12: STRAPPING,
    15: STRAPPING,
    16: PSRAM,
    17: PSRAM,
  },
  taken: { 6: FLASH, 7: FLASH, 8: FLASH, 9: FLASH, 10: FLASH, 11: FLASH },
  inputOnly: [34, 35, 36, 37, 38, 39],
  noPull: [34, 35, 36, 37, 38, 39],
  noWatch: [6, 7, 8, 9, 10, 11, 12],
  // The button of the board file: low when pressed.
  negated: [0],
  // ADC2 is left to Wi-Fi: Espruino reads only ADC1.
  adc: [32, 33, 34, 35, 36, 37, 38, 39],
  dac: [25, 26],
  pwm: { shared: 5, sharedHz: 5000, own: 3, hz: [1, 78_125] },
} as const satisfies Chip;

export const { board, output, pwm, servo, input, adc, dac } = vocabulary(ESP32);
