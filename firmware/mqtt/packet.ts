/** Bytes out: MQTT 3.1.1 control packets as binary strings, one character a byte. */
import { ALONE } from '#build';

/** Control packet types that the client sends, with their fixed flags, as the first byte. MQTT 3.1.1, 2.2.1 and 2.2.2. */
export const enum Packet {
  CONNECT = 0x10,
  PUBLISH = 0x30,
  PUBACK = 0x40,
  SUBSCRIBE = 0x82,
  PINGREQ = 0xc0,
  DISCONNECT = 0xe0,
}

/** What a server answers: the same first byte, as it stands in a packet. */
export const enum Answer {
  CONNACK = '\x20',
  PUBACK = '\x40',
  SUBACK = '\x90',
  PINGRESP = '\xd0',
}

/** Connect flags. MQTT 3.1.1, 3.1.2.3. */
const enum ConnectFlag {
  CLEAN_SESSION = 0x02,
  PASSWORD = 0x40,
  USER_NAME = 0x80,
}

/** Bytes as a binary string: the native does the work. */
export const bytes = String.fromCharCode;

/** The two-byte number at `at`, the high byte first; 0 where it is not there. MQTT 3.1.1, 1.5.2. */
export function word(text: string, at: number): number {
  return (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1);
}

/** A two-byte number, the high byte first. MQTT 3.1.1, 1.5.2. */
export function number(n: number): string {
  return bytes(n >> 8, n & 255);
}

/** A string field: two bytes of length, then the bytes. MQTT 3.1.1, 1.5.3. `text` has 0..65535 bytes. */
export function field(text: string): string {
  return number(text.length) + text;
}

/** Remaining length as 1 to 4 bytes. MQTT 3.1.1, 2.2.3. `n` is 0..268435455. */
export function remainingLength(n: number): string {
  return n < 128 ? bytes(n) : bytes((n & 127) | 128) + remainingLength(n >> 7);
}

/** A whole control packet. `body` is its variable header and payload. MQTT 3.1.1, 2. */
export function packet(first: number, body: string): string {
  return bytes(first) + remainingLength(body.length) + body;
}

/** CONNECT. MQTT 3.1.1, 3.1. `keepAlive` in seconds, 0..65535. A password needs a user name [MQTT-3.1.2-22]. No Will:
 *  the platform has none. In the firmware user name and password are always there, and the session is clean. */
export function connect(
  session: { clientId: string; username?: string; password?: string; cleanSession: boolean },
  keepAlive: number,
): string {
  const named = !ALONE || session.username !== undefined;
  const secret = !ALONE || (named && session.password !== undefined);
  // [MQTT-3.1.3-7]
  const clean = !ALONE || session.cleanSession || !session.clientId;
  return packet(
    Packet.CONNECT,
    field('MQTT') +
      bytes(
        4,
        (clean ? ConnectFlag.CLEAN_SESSION : 0) |
          (named ? ConnectFlag.USER_NAME : 0) |
          (secret ? ConnectFlag.PASSWORD : 0),
      ) +
      number(keepAlive) +
      field(session.clientId) +
      (named ? field(session.username as string) : '') +
      (secret ? field(session.password as string) : ''),
  );
}

/** PUBLISH at QoS 0, or, where the client is alone, at QoS 1 with its packet identifier (1..65535). MQTT 3.1.1, 3.3. */
export function publish(topic: string, payload: string, packetIdentifier?: number): string {
  return ALONE && packetIdentifier
    ? packet(Packet.PUBLISH | 2, field(topic) + number(packetIdentifier) + payload)
    : packet(Packet.PUBLISH, field(topic) + payload);
}

/** SUBSCRIBE to one filter or more at QoS 0. MQTT 3.1.1, 3.8. */
export function subscribe(packetIdentifier: number, filters: readonly string[]): string {
  // The requested QoS stands behind each filter.
  return packet(Packet.SUBSCRIBE, number(packetIdentifier) + filters.map(field).join('\0') + '\0');
}
