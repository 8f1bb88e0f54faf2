/** The names of pins, for an editor to complete. A board that is not listed here works all the same. */
import type c3 from '../../board/esp32-c3.ts';
import type cam from '../../board/esp32-cam.ts';
import type devkit from '../../board/esp32-devkit-v1.ts';
import type relays from '../../board/esp32-relay-4.ts';
import type pi from '../../board/raspberry-pi.ts';

type NamesOf<B> = B extends { readonly pins: infer P } ? keyof P & string : never;

/** The name of a pin on a board of board/. */
export type BoardPin = NamesOf<typeof devkit | typeof cam | typeof c3 | typeof relays | typeof pi>;
