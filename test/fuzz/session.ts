/** What one connection's bytes, both ways, must be like: the rules above single packets. */
import { generate, type Packet } from 'mqtt-packet';
import { readAll, type Told } from './judge.ts';

/** The rules of one connection. */
export interface Session {
  /** Takes what the client wrote. Returns what is wrong. */
  wrote(data: string): string | undefined;
  /** Takes a packet that the server sent and the judge let through. Returns why the client must close, or undefined. */
  heard(told: Told): string | undefined;
  /** SUBSCRIBEs that wait for their SUBACK: packet identifier, number of filters. */
  readonly asked: ReadonlyMap<number, number>;
  /** QoS 1 messages that wait for their PUBACK, oldest first. */
  readonly unacknowledged: readonly number[];
  /** Packet identifiers of the server's QoS 1 messages that wait for their PUBACK. */
  readonly toAcknowledge: readonly number[];
  readonly isAccepted: boolean;
}

/** Rules for a new connection. */
export function createSession(): Session {
  const asked = new Map<number, number>();
  const unacknowledged: number[] = [];
  const toAcknowledge: number[] = [];
  let count = 0;
  let isAccepted = false;
  let isOver = false;

  function sent(packet: Packet): string | undefined {
    if (isOver) return `${packet.cmd} after DISCONNECT [MQTT-3.14.4-2]`;
    if ((count++ === 0) !== (packet.cmd === 'connect'))
      return `${packet.cmd} as packet ${count} [MQTT-3.1.0-1, 3.1.0-2]`;
    if (packet.cmd === 'disconnect') isOver = true;
    else if (packet.cmd !== 'connect' && !isAccepted) return `${packet.cmd} before CONNACK`;
    const id = packet.messageId ?? 0;
    if (packet.cmd === 'subscribe' || (packet.cmd === 'publish' && packet.qos > 0)) {
      if (id === 0) return `${packet.cmd} with packet identifier 0 [MQTT-2.3.1-1]`;
      if (asked.has(id) || unacknowledged.includes(id))
        return `${packet.cmd} with packet identifier ${id}, which is in use [MQTT-2.3.1-2]`;
    }
    if (packet.cmd === 'subscribe') asked.set(id, packet.subscriptions.length);
    if (packet.cmd === 'publish' && packet.qos > 0) unacknowledged.push(id);
    if (packet.cmd === 'puback') {
      const at = toAcknowledge.indexOf(id);
      if (at < 0) return `PUBACK ${id} for no message`;
      if (at > 0) return `PUBACK ${id} before PUBACK ${toAcknowledge[0]} [MQTT-4.6.0-2]`;
      toAcknowledge.shift();
    }
    return undefined;
  }

  return {
    asked,
    unacknowledged,
    toAcknowledge,
    get isAccepted() {
      return isAccepted;
    },
    wrote(data) {
      const bytes = Buffer.from(data, 'latin1');
      let packets: Packet[];
      try {
        packets = readAll(bytes) as Packet[];
      } catch (error) {
        return `mqtt-packet does not read what is sent: ${String(error)} (${bytes.toString('hex')})`;
      }
      const again = Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion: 4 })));
      if (!again.equals(bytes)) return `mqtt-packet writes it otherwise: ${again.toString('hex')}`;
      for (const packet of packets) {
        const wrong = sent(packet);
        if (wrong) return wrong;
      }
      return undefined;
    },
    heard(told) {
      if (told.kind !== 'control') {
        if (!isAccepted) return 'PUBLISH before CONNACK [MQTT-3.2.0-1]';
        if (told.id) toAcknowledge.push(told.id);
        return undefined;
      }
      const { first, body } = told;
      if ((first === 0x20) === isAccepted) return 'CONNACK is not the first, or comes twice [MQTT-3.2.0-1]';
      // Of PINGRESP, CONNACK and PUBACK. MQTT 3.1.1, 3.13, 3.2 and 3.4.
      const length = first === 0xd0 ? 0 : 2;
      if (first !== 0x90 && body.length !== length) return `a body of ${body.length} bytes, not ${length}`;
      const id = body.length > 1 ? (body.charCodeAt(0) << 8) | body.charCodeAt(1) : 0;
      if (first === 0x20) {
        // Bits 7 to 1 of the flags are reserved, 3.2.2.1.
        if (id > 0x1ff) return 'CONNACK flags';
        if (id & 0xff) return 'refused';
        isAccepted = true;
      } else if (first === 0x40) {
        const at = unacknowledged.indexOf(id);
        if (at >= 0) unacknowledged.splice(at, 1);
      } else if (first === 0x90) {
        const codes = [...body.slice(2)].map((code) => code.charCodeAt(0));
        if (asked.get(id) !== codes.length) return 'SUBACK for no SUBSCRIBE, or with too few codes';
        if (codes.some((code) => code > 2)) return 'refused';
        asked.delete(id);
      } else if (first === 0xb0) return 'UNSUBACK for nothing';
      return undefined;
    },
  };
}
