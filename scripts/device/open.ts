/** Opens a board of the kind that `--board` names. */
import type { Device, DeviceOptions } from './device.ts';
import { startEspruino } from './espruino.ts';
import { startVirtualBoard } from './virtual/board.ts';

const OPENERS: Readonly<Record<string, (options: DeviceOptions) => Promise<Device>>> = {
  virtual: startVirtualBoard,
  espruino: startEspruino,
};

/** The kinds that `openDevice` accepts. */
export const DEVICE_KINDS: readonly string[] = Object.keys(OPENERS);

/** Starts a board of this kind. Rejects for an unknown kind, naming those there are. */
export async function openDevice(kind: string, options: DeviceOptions): Promise<Device> {
  const open = Object.hasOwn(OPENERS, kind) ? OPENERS[kind] : undefined;
  if (!open) throw new Error(`board must be one of ${DEVICE_KINDS.join(', ')}, not "${kind}"`);
  return open(options);
}
