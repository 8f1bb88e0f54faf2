/** An ESP32's ROM boot loader and the flasher's stub that it is given, as bytes on a wire: SLIP packets, checksums, flash. */
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/** Commands. Espressif's serial protocol, "Supported Commands". */
const FLASH_BEGIN_DEFL = 0x10;
const FLASH_DATA_DEFL = 0x11;
const FLASH_END_DEFL = 0x12;
const MEM_BEGIN = 0x05;
const MEM_END = 0x06;
const MEM_DATA = 0x07;
const SYNC = 0x08;
const READ_REG = 0x0a;
const SPI_FLASH_MD5 = 0x13;
const ERASE_FLASH = 0xd0;
/** Tells chips apart. */
const MAGIC_REGISTER = 0x40001000;
/** Errors. "Status bytes". */
const UNSUPPORTED = 0x05;
const BAD_CHECKSUM = 0x07;

/** The chip, as a test turns and sees it. */
export interface RomLoader {
  /** Takes bytes from the computer. */
  hear(bytes: Buffer): void;
  /** The flash, 0xff where nothing is. */
  readonly flash: Buffer;
  /** The commands that came, in order. */
  readonly commands: number[];
  /** How often all of the flash was erased. */
  readonly erased: number;
  /** Writes this byte in place of the one that was sent for this address, as a bad cell of the flash does. */
  wearsOut(address: number): void;
  /** Answers nothing from the n-th command on. */
  falls(silentFrom: number): void;
}

/** Makes a chip in its boot loader that answers with `send`. `magic` is an ESP32's unless given. */
export function createRomLoader(send: (bytes: Buffer) => void, magic = 0x00f01d83): RomLoader {
  const flash = Buffer.alloc(4 * 1024 * 1024, 0xff);
  const commands: number[] = [];
  const worn = new Set<number>();
  let erased = 0;
  let silentFrom = Number.POSITIVE_INFINITY;
  let isStub = false;
  let packet: number[] | undefined;
  let isEscaped = false;
  let ram = 0;
  let download = { address: 0, length: 0, parts: [] as Buffer[] };

  function answer(command: number, value = 0, data: Uint8Array = Buffer.alloc(0), error = 0): void {
    // The ROM of an ESP32 sends four bytes of status, the stub two.
    const status = Buffer.alloc(isStub ? 2 : 4);
    status[0] = error ? 1 : 0;
    status[1] = error;
    const body = Buffer.concat([data, status]);
    const head = Buffer.alloc(8);
    head[0] = 1;
    head[1] = command;
    head.writeUInt16LE(body.length, 2);
    head.writeUInt32LE(value, 4);
    send(slip(Buffer.concat([head, body])));
  }
  function isWhole(checksum: number, data: Buffer): boolean {
    return data.reduce((sum, byte) => sum ^ byte, 0xef) === (checksum & 255);
  }
  function store(): void {
    const bytes = inflateSync(Buffer.concat(download.parts));
    bytes.copy(flash, download.address);
    for (const address of worn) flash[address] = 0;
  }
  function obey(bytes: Buffer): void {
    if (bytes.length < 8 || bytes[0] !== 0) return;
    const command = bytes[1] as number;
    const checksum = bytes.readUInt32LE(4);
    const body = bytes.subarray(8);
    commands.push(command);
    if (commands.length >= silentFrom) return;
    if (command === SYNC) for (let i = 0; i < 8; i++) answer(SYNC, 0x20120707);
    else if (command === READ_REG) answer(READ_REG, body.readUInt32LE(0) === MAGIC_REGISTER ? magic : 0);
    else if (command === MEM_BEGIN) answer(MEM_BEGIN);
    else if (command === MEM_DATA) {
      const data = body.subarray(16);
      ram += data.length;
      answer(MEM_DATA, 0, undefined, isWhole(checksum, data) ? 0 : BAD_CHECKSUM);
    } else if (command === MEM_END) {
      answer(MEM_END);
      isStub = ram > 0;
      send(slip(Buffer.from('OHAI')));
    } else if (isStub) obeyAsStub(command, checksum, body);
    // The ROM says it eight times.
    else for (let i = 0; i < 8; i++) answer(command, 0, undefined, UNSUPPORTED);
  }
  function obeyAsStub(command: number, checksum: number, body: Buffer): void {
    if (command === FLASH_BEGIN_DEFL) {
      download = { length: body.readUInt32LE(0), address: body.readUInt32LE(12), parts: [] };
      flash.fill(0xff, download.address, download.address + download.length);
      answer(command);
    } else if (command === FLASH_DATA_DEFL) {
      const data = body.subarray(16);
      if (isWhole(checksum, data)) download.parts.push(Buffer.from(data));
      answer(command, 0, undefined, isWhole(checksum, data) ? 0 : BAD_CHECKSUM);
    } else if (command === FLASH_END_DEFL) {
      store();
      answer(command);
    } else if (command === SPI_FLASH_MD5) {
      if (download.parts.length > 0) store();
      const address = body.readUInt32LE(0);
      const part = flash.subarray(address, address + body.readUInt32LE(4));
      answer(command, 0, createHash('md5').update(part).digest());
    } else if (command === ERASE_FLASH) {
      erased++;
      flash.fill(0xff);
      answer(command);
    } else answer(command, 0, undefined, UNSUPPORTED);
  }

  return {
    flash,
    commands,
    get erased() {
      return erased;
    },
    wearsOut: (address) => void worn.add(address),
    falls(from) {
      silentFrom = from;
    },
    hear(bytes) {
      for (const byte of bytes) {
        if (byte === 0xc0) {
          if (packet && packet.length > 0) obey(Buffer.from(packet));
          packet = packet && packet.length > 0 ? undefined : [];
        } else if (!packet) continue;
        else if (isEscaped) {
          packet.push(byte === 0xdc ? 0xc0 : 0xdb);
          isEscaped = false;
        } else if (byte === 0xdb) isEscaped = true;
        else packet.push(byte);
      }
    },
  };
}

/** A SLIP packet. RFC 1055. */
function slip(bytes: Buffer): Buffer {
  const out = [0xc0];
  for (const byte of bytes) {
    if (byte === 0xc0) out.push(0xdb, 0xdc);
    else if (byte === 0xdb) out.push(0xdb, 0xdd);
    else out.push(byte);
  }
  return Buffer.from([...out, 0xc0]);
}
