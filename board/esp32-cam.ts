/** ESP32-CAM of AI-Thinker: the camera is of no use to Espruino, its pins are not brought out; the SD card's are. */
import { board, input, output, pwm } from './lib/esp32.ts';

export default board('esp32-cam', {
  /** The small red one on the back. */
  led: output(33, { activeLow: true, property: true }),
  /** The white one beside the lens: it gets hot. */
  flash: pwm(4, { offlineAfter: 10, maxOnMs: 30_000, property: true }),
  /** Pulled up for a moment at boot, before it is set. */
  relay: output(14, { activeLow: true, offlineAfter: 30, property: true }),
  motion: input(13, { pull: 'down', property: true }),
  door: input(15, {
    pull: 'up',
    activeLow: true,
    debounce: 20,
    iKnow: 'strapping pin: a closed door only quiets the boot log',
  }),
  siren: output(2, {
    maxOnMs: 60_000,
    iKnow: 'strapping pin: must be low or floating at reset, and a transistor pulls nothing up',
  }),
});
