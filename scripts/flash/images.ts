// The files of an Espruino release for the ESP32, and where in flash each belongs.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** A part of the flash. */
export interface Image {
  /** The file's name. */
  readonly file: string;
  /** Offset in flash, in bytes. */
  readonly address: number;
  /** Whether the address was given, not known by the file's name. */
  readonly isGiven: boolean;
  readonly bytes: Uint8Array;
}

/** Where an ESP32 expects them. */
const PLACES: readonly (readonly [RegExp, number, string])[] = [
  [/bootloader/i, 0x1000, 'bootloader.bin'],
  [/partition/i, 0x8000, 'partitions_espruino.bin'],
  [/espruino/i, 0x10000, 'espruino_esp32.bin'],
];
/** An application or boot loader image starts with this, a table of partitions with the other. */
const IMAGE_MAGIC = 0xe9;
const TABLE_MAGIC = 0x50aa;
/** An ESP32 has no more flash than this, in bytes. */
const FLASH_BYTES = 16 * 1024 * 1024;

/** Reads files given as `FILE` or `FILE@0xADDRESS`; by name it is known where a release's files belong. Throws an error
 *  that names the file: unknown place, not what belongs there, overlapping another, too large. */
export async function readImages(names: readonly string[]): Promise<readonly Image[]> {
  const images: Image[] = [];
  for (const name of names) {
    const [, path = name, text] = /^(.*)@(0x[0-9a-f]+|\d+)$/i.exec(name) ?? [];
    const file = basename(path);
    const address = text === undefined ? placeOf(file) : Number(text);
    const bytes = await readFile(path).catch(() => {
      throw new Error(`there is no file ${path} to read`);
    });
    checkContent(file, address, bytes);
    images.push({ file, address, isGiven: text !== undefined, bytes });
  }
  images.sort((a, b) => a.address - b.address);
  images.forEach((image, i) => {
    const before = images[i - 1];
    if (before && before.address + before.bytes.length > image.address)
      throw new Error(`${before.file} and ${image.file} overlap in flash: check their addresses`);
  });
  return images;
}

function placeOf(file: string): number {
  const place = PLACES.find(([pattern]) => pattern.test(file));
  if (place) return place[1];
  const known = PLACES.map(([, address, name]) => `${name} 0x${address.toString(16)}`).join(', ');
  throw new Error(`where ${file} belongs is not known by its name: give FILE@0xADDRESS (${known})`);
}

function checkContent(file: string, address: number, bytes: Buffer): void {
  if (address % 4096 !== 0)
    throw new Error(`${file}: an address in flash is a multiple of 0x1000, not 0x${address.toString(16)}`);
  if (bytes.length === 0) throw new Error(`${file} is empty`);
  if (address + bytes.length > FLASH_BYTES)
    throw new Error(`${file} does not fit: an ESP32 has no more than 16 MB of flash`);
  const isTable = bytes.length >= 2 && bytes.readUInt16LE(0) === TABLE_MAGIC;
  if (address === 0x8000 && !isTable)
    throw new Error(`${file} is no table of partitions: it does not start with aa 50`);
  if ((address === 0x1000 || address === 0x10000) && bytes[0] !== IMAGE_MAGIC)
    throw new Error(`${file} is no image for an ESP32: it does not start with e9`);
}
