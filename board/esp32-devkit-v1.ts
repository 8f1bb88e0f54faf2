/** ESP32 DevKit v1: 30 pins, the blue LED on D2, and what first circuits have on it. */
import { adc, board, input, output, pwm, servo } from './lib/esp32.ts';

export default board('esp32-devkit-v1', {
  led: output(2, { iKnow: 'strapping pin: must be low or floating at reset, and the LED floats' }),
  relay: output(26, { activeLow: true, offlineAfter: 30, maxOnMs: 600_000, property: true }),
  fan: output(25, { part: 'fan' }),
  button: input(27, { pull: 'up', activeLow: true, debounce: 20, property: true }),
  door: input(32, { pull: 'up', part: 'switch' }),
  /** Espruino's word for the whole range of its ADC; no chip is measured. */
  light: adc(34, { millivolts: 3600 }),
  dimmer: pwm(4),
  servo: servo(13),
});
