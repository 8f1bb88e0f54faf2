// What EMQX, and brokers that follow it, publish when a client comes or goes.
import { parseObject } from '../alink.ts';

/** A client came or went. */
export type ClientEvent =
  | { connected: true; clientId: string; username: string; keepAlive: number }
  | { connected: false; clientId: string; username: string; reason: string };

/** Reads a message on `$SYS/brokers/{node}/clients/{clientId}/connected` or `.../disconnected`; undefined when it is neither,
 *  or names no user. */
export function readClientEvent(topic: string, payload: Buffer): ClientEvent | undefined {
  const what = /^\$SYS\/brokers\/[^/]+\/clients\/.+\/(connected|disconnected)$/.exec(topic)?.[1];
  const body = what && parseObject(payload.toString('utf8'));
  if (!body || typeof body.username !== 'string' || typeof body.clientid !== 'string') return undefined;
  const who = { clientId: body.clientid, username: body.username };
  if (what === 'connected') return { connected: true, ...who, keepAlive: Number(body.keepalive) || 0 };
  return { connected: false, ...who, reason: String(body.reason ?? '') };
}
