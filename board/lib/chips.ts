/** Every chip there is a vocabulary for. */
import type { Chip } from './chip.ts';
import type { ChipName } from './define.ts';
import { ESP32 } from './esp32.ts';
import { ESP32_C3 } from './esp32-c3.ts';
import { LINUX } from './linux.ts';

/** The chips by name. */
export const CHIPS: Readonly<Record<ChipName, Chip>> = { esp32: ESP32, 'esp32-c3': ESP32_C3, linux: LINUX };
