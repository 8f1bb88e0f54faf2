/** ESP32 board with four relays on D32, D33, D25 and D26, an LED on D23 and the boot button; two relays move a shutter. */
import { board, input, output } from './lib/esp32.ts';

/** Both at once would feed the motor's two windings; neither may run on when the cloud is out of reach. */
const SHUTTER = { group: 'shutter', offlineAfter: 5, maxOnMs: 60_000, property: true } as const;

export default board('esp32-relay-4', {
  relay1: output(32, { offlineAfter: 60, property: true }),
  relay2: output(33, { offlineAfter: 60, property: true }),
  up: output(25, SHUTTER),
  down: output(26, SHUTTER),
  led: output(23, { initial: 1 }),
  button: input(0, {
    activeLow: true,
    debounce: 25,
    iKnow: 'strapping pin: the boot button, free once the board runs',
  }),
});
