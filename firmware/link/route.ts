/** Which topic is a call, and where its answer goes. */
import type { Calls } from './call.ts';
import { Code } from './code.ts';
import { Asked, type Topics } from './topic.ts';

/** Joins the topics to the calls. The way takes a message, or with no payload one that was too large to keep. */
export function createRoute(topics: Topics, calls: Calls): (topic: string, payload?: string) => void {
  return (topic, payload) => {
    topics.parse(topic, (asked, messageId, identifier) => {
      const on = asked === Asked.RRPC ? topics.response + messageId : topic;
      if (asked !== Asked.RRPC && asked !== Asked.SERVICE) return;
      if (payload === undefined) calls.refuse(messageId, on, Code.TOO_LARGE, 'the request is too large');
      else calls.take(messageId, on, payload, identifier && 'thing.service.' + identifier);
    });
  };
}
