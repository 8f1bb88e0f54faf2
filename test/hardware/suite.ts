/** Every theme of the hardware suite, in the order in which they are reported, and how a board is opened for them. */
import boot from './boot.ts';
import guard from './guard.ts';
import limits from './limits.ts';
import link from './link.ts';
import memory from './memory.ts';
import packets from './packets.ts';
import repeats from './repeats.ts';
import safety from './safety.ts';
import servicesOfPins from './servicesOfPins.ts';
import servicesOfTheBoard from './servicesOfTheBoard.ts';

export { type BenchOptions, openBench } from './bench/bench.ts';
export { movedBy, rolesOf } from './bench/roles.ts';

/** Those that wait longest come early, as boards share them out. */
export const THEMES = [boot, link, safety, servicesOfPins, servicesOfTheBoard, packets, repeats, limits, guard, memory];
