/** A board at a port as a device: the bundle and its files in Storage, its console as the REPL. */
import { readFile } from 'node:fs/promises';
import type { Device, DeviceExit, DeviceOptions } from './device.ts';
import { createListeners } from './listeners.ts';
import { openBoard } from './serial/board.ts';
import { restart } from './serial/restart.ts';
import { BUNDLE, replaceFile } from './serial/storage.ts';

/** How a board at a port is reached. */
export interface SerialOptions extends DeviceOptions {
  /** A serial device, `tcp://host:port`, or `auto`. */
  readonly port?: string | undefined;
  /** Baud rate, 115200 unless given. */
  readonly baud?: number | undefined;
}

/** Puts the bundle and the files onto the board where they are not there yet, restarts it, and resolves when it has booted.
 *  Rejects with a BoardError that names the step. Its pins are not seen from here: `onPin` stays silent. `stop` closes the
 *  port; the board runs on. */
export async function startSerial(options: SerialOptions): Promise<Device & { readonly kind: 'serial' }> {
  const bundle = await readFile(options.bundle);
  const lines = createListeners<string>(options.onLine);
  const { port, baud } = options;
  const board = await openBoard({ port, baud, interrupt: true });
  const { console } = board;
  let asked = false;
  const exited = console.port.closed.then((): DeviceExit => ({ asked, code: asked ? 0 : null, signal: null }));
  try {
    for (const [name, text] of Object.entries(options.storage))
      await replaceFile(console, name, Buffer.from(text, 'utf8'));
    await replaceFile(console, BUNDLE, bundle);
    console.onLine(lines.tell);
    await restart(console);
  } catch (error) {
    await board.close();
    throw error;
  }
  return {
    kind: 'serial',
    exited,
    onLine: lines.add,
    onPin: () => () => undefined,
    evaluate: (expression) => console.run(Buffer.from(expression, 'utf8').toString('latin1')),
    async restart() {
      await restart(console);
    },
    async stop() {
      asked = true;
      await board.close();
      await exited;
    },
  };
}
