/** Bytes out: MQTT 3.1.1 control packets as binary strings, one character a byte. */

/** Control packet types with their fixed flags, as the first byte. MQTT 3.1.1, 2.2.1 and 2.2.2. */
export const enum Packet {
  CONNECT = 0x10,
  CONNACK = 0x20,
  PUBLISH = 0x30,
  PUBACK = 0x40,
  SUBSCRIBE = 0x82,
  SUBACK = 0x90,
  UNSUBACK = 0xb0,
  PINGREQ = 0xc0,
  PINGRESP = 0xd0,
  DISCONNECT = 0xe0,
}

/** Connect flags. MQTT 3.1.1, 3.1.2.3. */
const enum ConnectFlag {
  CLEAN_SESSION = 0x02,
  PASSWORD = 0x40,
  USER_NAME = 0x80,
}

/** Bytes as a binary string: the native does the work. */
export const bytes = String.fromCharCode;

/** Remaining length as 1 to 4 bytes. MQTT 3.1.1, 2.2.3. `n` is 0..268435455. */
export function remainingLength(n: number): string {
  return n < 128 ? bytes(n) : bytes((n & 127) | 128) + remainingLength(n >> 7);
}

/** A string field: two bytes of length, then the bytes. MQTT 3.1.1, 1.5.3. `text` has 0..65535 bytes. */
export function field(text: string): string {
  return number(text.length) + text;
}

/** A two-byte number, the high byte first. MQTT 3.1.1, 1.5.2. */
export function number(n: number): string {
  return bytes(n >> 8, n & 255);
}

/** A whole control packet. `body` is its variable header and payload. MQTT 3.1.1, 2. */
export function packet(first: number, body: string): string {
  return bytes(first) + remainingLength(body.length) + body;
}

/** CONNECT. MQTT 3.1.1, 3.1. `keepAlive` in seconds, 0..65535. No Will: the platform has none. */
export function connect(
  clientId: string,
  username: string | undefined,
  password: string | undefined,
  keepAlive: number,
  cleanSession: boolean,
): string {
  const named = username !== undefined;
  const secret = named && password !== undefined;
  return packet(
    Packet.CONNECT,
    field('MQTT') +
      bytes(
        4,
        (cleanSession ? ConnectFlag.CLEAN_SESSION : 0) |
          (named ? ConnectFlag.USER_NAME : 0) |
          (secret ? ConnectFlag.PASSWORD : 0),
      ) +
      number(keepAlive) +
      field(clientId) +
      (named ? field(username as string) : '') +
      (secret ? field(password as string) : ''),
  );
}

/** PUBLISH at QoS 0, or at QoS 1 with its packet identifier (1..65535). MQTT 3.1.1, 3.3. */
export function publish(topic: string, payload: string, packetIdentifier?: number): string {
  return packetIdentifier
    ? packet(Packet.PUBLISH | 2, field(topic) + number(packetIdentifier) + payload)
    : packet(Packet.PUBLISH, field(topic) + payload);
}

/** The same PUBLISH, marked as sent before. MQTT 3.1.1, 3.3.1.1 [MQTT-3.3.1-1]. */
export function again(published: string): string {
  return bytes(published.charCodeAt(0) | 8) + published.slice(1);
}

/** PUBACK for a PUBLISH at QoS 1. MQTT 3.1.1, 3.4. */
export function acknowledge(packetIdentifier: number): string {
  return packet(Packet.PUBACK, number(packetIdentifier));
}

/** SUBSCRIBE to filters at QoS 0 or 1. MQTT 3.1.1, 3.8. */
export function subscribe(packetIdentifier: number, filters: readonly string[], qos: number): string {
  let body = number(packetIdentifier);
  for (let i = 0; i < filters.length; i++) body += field(filters[i]) + bytes(qos);
  return packet(Packet.SUBSCRIBE, body);
}
