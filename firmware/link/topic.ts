/** What is asked, of which message: the fixed-size topic parser. It never splits a topic; the device's own prefixes
 *  are compared as whole strings, the message id and the identifier taken by offset. */
import { TOPIC_BYTES } from '../limits.ts';
import type { Calls } from './call.ts';
import type { TopicHandler } from './service.ts';

/** A device's topics. */
export interface Topics {
  /** In front of the message id of a system request, and of its reply. */
  request: string;
  response: string;
  /** In front of the identifier of an event, or of `property`. */
  event: string;
  /** What the device subscribes. */
  filters: string[];
  /** Gives a message to `calls`, or a post's reply to `reply`; with no payload the message was too large to keep. False
   *  where it is nobody's: its topic of another shape, another device's, or too long. `handlers` are the custom topics',
   *  by what comes after `/{productKey}/{deviceName}`; '/' has what comes by system RRPC and is no request to a service.
   *  The platform's "RRPC" and "Thing model" topics. */
  route(
    topic: string,
    payload: string | undefined,
    calls: Calls,
    handlers: Record<string, TopicHandler>,
    reply: (text: string) => void,
  ): boolean;
}

/** The topics of the device `productKey`, `deviceName`. With `ext` the ext forms are subscribed too. */
export function createTopics(productKey: string, deviceName: string, ext?: number): Topics {
  const own = '/' + productKey + '/' + deviceName;
  const sys = '/sys' + own;
  const request = sys + '/rrpc/request/';
  const response = sys + '/rrpc/response/';
  const service = sys + '/thing/service/';
  const event = sys + '/thing/event/';
  const rrpc = '/ext/rrpc/';
  const filters = [request + '+', service + '#', event + '+/post_reply'];
  return {
    request: request,
    response: response,
    event: event,
    filters: ext ? filters.concat(rrpc + '+' + service + '+', rrpc + '+' + own + '/#') : filters,
    route: (topic, payload, calls, handlers, reply) => {
      const custom = topic.startsWith(rrpc);
      const end = custom ? topic.indexOf('/', 10) : 0;
      const rest = topic.slice(end);
      // A message id is an int64 in decimal: a string everywhere, never a number.
      const id = custom ? topic.slice(10, end) : rest.startsWith(request) ? rest.slice(request.length) : '0';
      const handler = custom
        ? rest.startsWith(own + '/') && handlers[rest.slice(own.length)]
        : payload && payload.indexOf('"method"') < 0 && handlers['/'];
      if (topic.length > TOPIC_BYTES || !/^[0-9]+$/.test(id)) return false;
      if (rest.startsWith(service)) {
        const identifier = rest.slice(service.length).replace('/', '.');
        // What a plain broker sends back to us is our own reply.
        if (/_reply$/.test(identifier)) return true;
        if (!identifier || identifier.indexOf('/') >= 0) return false;
        calls.take(custom ? id : '', custom ? topic : topic + '_reply', payload, identifier);
      } else if (custom) {
        if (!handler) return false;
        calls.take(id, topic, payload, '', handler);
      } else if (rest.startsWith(request)) calls.take(id, response + id, payload, '', handler || undefined);
      else if (rest.startsWith(event) && /.\x2fpost_reply$/.test(rest)) reply(payload || '');
      else return false;
      return true;
    },
  };
}
