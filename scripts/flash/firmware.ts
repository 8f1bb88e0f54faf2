// Espruino itself onto an ESP32, by Espressif's own flasher: chip checked first, written, compared by MD5.
import { createHash } from 'node:crypto';
import { ESPLoader, Transport } from 'esptool-js';
import type { BytePort } from '../device/serial/port.ts';
import { BoardError } from '../device/serial/problem.ts';
import type { Image } from './images.ts';
import { webSerialOf } from './webSerial.ts';

/** Tries at the boot loader, each with a reset by the control lines and five questions. */
const ATTEMPTS = 4;
/** How long reaching the boot loader may take, in ms. */
const CONNECT_LIMIT_MS = 30_000;
/** How long writing may take beyond what the bytes take on the wire, in ms: erasing, mostly. */
const WRITE_GRACE_MS = 180_000;
/** Where an image says which chip it is for. */
const CHIP_ID_AT = 12;
const IMAGE_MAGIC = 0xe9;

/** How it is written. */
export interface FirmwareOptions {
  readonly baud: number;
  /** Whether all of the flash is erased first. */
  readonly erase: boolean;
  /** So many of all bytes are written. */
  progress(done: number, total: number): void;
  /** How often the boot loader is tried; 4 unless given. */
  readonly attempts?: number;
}

/** The flasher's transport talks on the console when its stream ends. */
class QuietTransport extends Transport {
  override trace(): void {}
}

/** Writes the images and resolves with the chip's description. Rejects with a BoardError: step 'boot loader' where the
 *  chip does not answer or is another one, 'firmware' where writing or comparing failed. */
export async function flashFirmware(
  port: BytePort,
  images: readonly Image[],
  options: FirmwareOptions,
): Promise<string> {
  const transport = new QuietTransport(webSerialOf(port) as unknown as SerialPort);
  const terminal = { clean() {}, writeLine() {}, write() {} };
  const { baud } = options;
  const loader = new ESPLoader({ transport, baudrate: baud, romBaudrate: baud, terminal });
  const chip = await bounded(port, 'boot loader', CONNECT_LIMIT_MS, async () => {
    await loader.detectChip('default_reset', options.attempts ?? ATTEMPTS).catch((error: unknown) => {
      throw new BoardError('boot loader', noAnswer(error));
    });
    checkChip(loader.chip, images);
    return loader.chip.getChipDescription(loader);
  });
  const total = images.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const limitMs = WRITE_GRACE_MS + (total * 20_000) / baud;
  await bounded(port, 'firmware', limitMs, async () => {
    await loader.runStub();
    await loader.writeFlash({
      fileArray: images.map(({ bytes, address }) => ({ data: Uint8Array.from(bytes), address })),
      flashMode: 'keep',
      flashFreq: 'keep',
      flashSize: 'keep',
      eraseAll: options.erase,
      compress: true,
      // What the flasher reports is compressed bytes of one file.
      reportProgress: (index, written, of) => {
        const before = images.slice(0, index).reduce((sum, { bytes }) => sum + bytes.length, 0);
        options.progress(before + Math.round(((images[index]?.bytes.length ?? 0) * written) / of), total);
      },
      calculateMD5Hash: (image) => createHash('md5').update(image).digest('hex'),
    });
  });
  // EN is pulled down and let go: the new firmware starts.
  await port.setSignals({ dtr: false, rts: true });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await port.setSignals({ rts: false });
  await transport.disconnect().catch(() => undefined);
  return chip;
}

/** Throws where an image is for another chip, or its place is known for the ESP32 only. */
function checkChip(
  chip: { readonly CHIP_NAME: string; readonly IMAGE_CHIP_ID?: number },
  images: readonly Image[],
): void {
  const { CHIP_NAME: name } = chip;
  for (const { file, bytes, isGiven } of images) {
    if (!isGiven && name !== 'ESP32')
      throw new BoardError(
        'boot loader',
        `the chip is an ${name}; where ${file} belongs is known for the ESP32 only: give FILE@0xADDRESS for each file`,
      );
    if (bytes[0] !== IMAGE_MAGIC || bytes.length < CHIP_ID_AT + 2) continue;
    const wanted = (bytes[CHIP_ID_AT] as number) | ((bytes[CHIP_ID_AT + 1] as number) << 8);
    if (wanted !== (chip.IMAGE_CHIP_ID ?? 0))
      throw new BoardError(
        'boot loader',
        `the chip is an ${name}, and ${file} is for another one: take the release for ${name}`,
      );
  }
}

function noAnswer(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return `the chip's boot loader does not answer (${said}): hold BOOT (IO0), press and let go of RESET (EN), let go of BOOT, and run the command again; is the port free and the cable one that carries data?`;
}

/** Ends `work` when the port is gone or the time is over: the flasher itself waits for each answer many times. */
async function bounded<T>(
  port: BytePort,
  step: 'boot loader' | 'firmware',
  limitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const ends = new Promise<never>((_, reject) => {
    limit = setTimeout(
      () =>
        reject(
          new BoardError(
            step,
            `not done within ${Math.round(limitMs / 1000)} s: press RESET (EN) and run the command again`,
          ),
        ),
      limitMs,
    );
    void port.closed.then((why) =>
      reject(new BoardError(step, `${port.name}: ${why}. Plug the board in and run the command again`)),
    );
  });
  try {
    return await Promise.race([work(), ends]);
  } catch (error) {
    if (error instanceof BoardError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new BoardError(step, `${said}. The board may not start now: run the command again`);
  } finally {
    clearTimeout(limit);
  }
}
