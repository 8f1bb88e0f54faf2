/** QoS 1 out, which only the client on its own has: the messages that are not acknowledged yet. */
import { IN_FLIGHT } from '../limits.ts';
import { bytes, publish } from './packet.ts';

/** The messages in flight of one client, over one session after another. */
export interface Window {
  /** The next packet identifier, 1..65535, that no message in flight has [MQTT-2.3.1-2]. */
  identifier(): number;
  /** Takes a message, and sends it where `ready`: else it goes out at the next `resend`. False where the window is full. */
  publish(topic: string, payload: string, ready: boolean): boolean;
  /** Sends all that is unacknowledged, in the order of the first sending [MQTT-4.6.0-1]. */
  resend(): void;
  /** Takes a PUBACK. False where no message in flight has this packet identifier. */
  acknowledged(packetIdentifier: number): boolean;
  /** Messages that the full window refused. */
  refused(): number;
}

/** Makes a window of IN_FLIGHT messages. It sends by `always`: it bounds them, not the queue. */
export function createWindow(always: (data: string) => void, cleanSession: boolean): Window {
  /** Oldest first: their identifiers, and their packets as they go out next. */
  const inFlight: number[] = [];
  const packets: string[] = [];
  let last = 0;
  let refused = 0;

  function identifier(): number {
    do last = (last % 65535) + 1;
    while (inFlight.indexOf(last) >= 0);
    return last;
  }

  /** Sends a PUBLISH, and gives it as it is sent again: on a kept session with DUP set [MQTT-3.3.1-1]. A clean one knows
   *  nothing of the last [MQTT-3.1.2-6]: to it the message is new. */
  function sentOnce(all: string): string {
    always(all);
    return cleanSession ? all : bytes(all.charCodeAt(0) | 8) + all.slice(1);
  }

  return {
    identifier: identifier,
    publish: (topic, payload, ready) => {
      if (inFlight.length >= IN_FLIGHT) {
        refused++;
        return false;
      }
      const id = identifier();
      const all = publish(topic, payload, id);
      inFlight.push(id);
      packets.push(ready ? sentOnce(all) : all);
      return true;
    },
    resend: () => {
      packets.forEach((all, at) => {
        packets[at] = sentOnce(all);
      });
    },
    acknowledged: (packetIdentifier) => {
      const at = inFlight.indexOf(packetIdentifier);
      if (at < 0) return false;
      inFlight.splice(at, 1);
      packets.splice(at, 1);
      return true;
    },
    refused: () => refused,
  };
}
