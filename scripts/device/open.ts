/** Opens a board of the kind that `--board` names. */
import type { Device, DeviceOptions } from './device.ts';
import { startEspruino } from './espruino.ts';
import { type SerialOptions, startSerial } from './serial.ts';
import { startVirtualBoard } from './virtual/board.ts';

const LOCAL: Readonly<Record<string, (options: DeviceOptions) => Promise<Device>>> = {
  virtual: startVirtualBoard,
  espruino: startEspruino,
};
const OPENERS: Readonly<Record<string, (options: SerialOptions) => Promise<Device>>> = {
  ...LOCAL,
  serial: startSerial,
};

/** The kinds that this computer has by itself. */
export const DEVICE_KINDS: readonly string[] = Object.keys(LOCAL);

/** The kinds that `openDevice` accepts; `serial` needs `port`. */
export const BOARD_KINDS: readonly string[] = Object.keys(OPENERS);

/** Starts a board of this kind. Rejects for an unknown kind, naming those there are. */
export async function openDevice(kind: string, options: SerialOptions): Promise<Device> {
  const open = Object.hasOwn(OPENERS, kind) ? OPENERS[kind] : undefined;
  if (!open) throw new Error(`board must be one of ${BOARD_KINDS.join(', ')}, not "${kind}"`);
  return open(options);
}
