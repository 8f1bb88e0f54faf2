/** ESP32 DevKit v1: 30 pins, the blue LED on D2, a relay module and a button as most first circuits have them. */
import { board, input, output } from './lib/define.ts';

export default board('esp32-devkit-v1', {
  led: output(2, { safe: 0, iKnow: 'strapping pin: must be low or floating at reset, and the LED floats' }),
  relay: output(26, { safe: 0, activeLow: true }),
  fan: output(25, { safe: 0 }),
  button: input(27, { pull: 'up', activeLow: true }),
  door: input(32, { pull: 'up' }),
});
