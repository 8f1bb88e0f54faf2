/** ESP32-C3 SuperMini: the LED on D8 and the button on D9, both low when on, as Espruino's board file notes. */
import { adc, board, input, output, pwm, servo } from './lib/esp32-c3.ts';

export default board('esp32-c3', {
  led: output(8, {
    activeLow: true,
    property: true,
    iKnow: 'strapping pin: read only while the boot button is held, and the LED pulls it up',
  }),
  button: input(9, {
    pull: 'up',
    activeLow: true,
    debounce: 20,
    iKnow: 'strapping pin: the boot button, free once the board runs',
  }),
  relay: output(10, { activeLow: true, offlineAfter: 30, maxOnMs: 600_000, property: true }),
  door: input(7, { pull: 'up' }),
  dimmer: pwm(5),
  servo: servo(6),
  light: adc(3),
});
