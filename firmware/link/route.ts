/** Which topic is a call, and where its answer goes. */
import type { Calls } from './call.ts';
import { Code } from './code.ts';
import { Asked, type Topics } from './topic.ts';

/** Where a message goes. */
export interface Route {
  /** Takes a message, or with no payload one that was too large to keep. */
  take(topic: string, payload?: string): void;
  /** How many messages were nobody's: their topic of another shape, another device's, or too long. */
  unknown(): number;
}

/** Joins the topics to the calls. */
export function createRoute(topics: Topics, calls: Calls): Route {
  let unknown = 0;
  function take(topic: string, payload?: string): void {
    topics.parse(topic, (asked, messageId, identifier) => {
      const on = asked === Asked.RRPC ? topics.response + messageId : topic;
      if (asked !== Asked.RRPC && asked !== Asked.SERVICE) unknown++;
      else if (payload === undefined) calls.refuse(messageId, on, Code.TOO_LARGE, 'the request is too large');
      else calls.take(messageId, on, payload, identifier && 'thing.service.' + identifier);
    });
  }
  return { take: take, unknown: () => unknown };
}
