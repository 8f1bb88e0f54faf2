/** The cloud's protocol on one MQTT connection: which topic is a call, and where its answer goes. */
import type { Calls } from './call.ts';
import { Asked, isMessageId, type Topics } from './topic.ts';

/** What the link takes from the connection. */
export interface Link {
  /** The hot path: a system RRPC request, still in its packet. False where it is something else. */
  quick(buffer: string, at: number, end: number, stop: number): boolean;
  message(topic: string, payload: string): void;
  tooLarge(topic: string): void;
  /** Topics that were nobody's. */
  unknown(): number;
}

/** Joins the topics to the calls. */
export function createLink(topics: Topics, calls: Calls): Link {
  const request = topics.request;
  const length = request.length;
  const response = topics.response;
  let unknown = 0;

  function route(topic: string, use: (messageId: string, replyTopic: string, identifier?: string) => void): void {
    const asked = topics.parse(topic, (kind, messageId, rest) => {
      if (kind === Asked.RRPC) use(messageId, response + messageId);
      else if (kind === Asked.SERVICE) use(messageId, topic, rest);
    });
    if (asked === Asked.UNKNOWN || asked === Asked.CUSTOM) unknown++;
  }

  return {
    quick: (buffer, at, end, stop) => {
      if (!buffer.startsWith(request, at)) return false;
      const messageId = buffer.slice(at + length, end);
      if (!isMessageId(messageId)) return false;
      calls.take(messageId, response + messageId, buffer.slice(end, stop));
      return true;
    },
    message: (topic, payload) => {
      route(topic, (messageId, on, identifier) => calls.take(messageId, on, payload, identifier));
    },
    tooLarge: (topic) => route(topic, calls.tooLarge),
    unknown: () => unknown,
  };
}
