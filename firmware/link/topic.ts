/** What is asked, of which message: the fixed-size topic parser. It never splits a topic; the device's own prefixes
 *  are compared as whole strings, the message id and the identifier taken by offset. */
import { TOPIC_BYTES } from '../limits.ts';

/** What a topic asks for. */
export const enum Asked {
  /** Not the device's own, of another shape, or too long. */
  UNKNOWN,
  /** A request whose payload says what is asked: `/sys/{pk}/{dn}/rrpc/request/{mid}`. */
  RRPC,
  /** A sync service, ext form: `/ext/rrpc/{mid}/sys/{pk}/{dn}/thing/service/{identifier}`. */
  SERVICE,
  /** RRPC on a custom topic of the device: `/ext/rrpc/{mid}/{pk}/{dn}/...`. */
  CUSTOM,
}

/** A device's topics. */
export interface Topics {
  /** In front of the message id of a system request, and of its reply. */
  request: string;
  response: string;
  /** What the device subscribes. */
  filters: string[];
  /** Tells `found` what the topic asks for, of which message, and the identifier or the custom topic. The platform's
   *  "RRPC" and "Thing model" topics. */
  parse(topic: string, found: (asked: Asked, messageId: string, rest: string) => void): void;
}

/** The topics of the device `productKey`, `deviceName`. With `ext` the ext forms are subscribed too. */
export function createTopics(productKey: string, deviceName: string, ext?: number): Topics {
  const own = '/' + productKey + '/' + deviceName + '/';
  const request = '/sys' + own + 'rrpc/request/';
  const service = '/sys' + own + 'thing/service/';
  const rrpc = '/ext/rrpc/';
  return {
    request: request,
    response: '/sys' + own + 'rrpc/response/',
    filters: ext ? [request + '+', rrpc + '+' + service + '+', rrpc + '+' + own + '#'] : [request + '+'],
    parse: (topic, found) => {
      let asked = Asked.UNKNOWN;
      let at = request.length;
      let end = topic.length;
      let rest = '';
      if (topic.startsWith(request)) asked = Asked.RRPC;
      else if (topic.startsWith(rrpc)) {
        at = rrpc.length;
        end = topic.indexOf('/', at);
        if (topic.startsWith(service, end)) {
          asked = Asked.SERVICE;
          rest = topic.slice(end + service.length);
        } else if (topic.startsWith(own, end)) {
          asked = Asked.CUSTOM;
          rest = topic.slice(end);
        }
      }
      const messageId = topic.slice(at, end);
      // A message id is an int64 in decimal: a string everywhere, never a number.
      if (
        topic.length > TOPIC_BYTES ||
        !messageId ||
        /[^0-9]/.test(messageId) ||
        (asked === Asked.SERVICE && (!rest || rest.indexOf('/') >= 0))
      )
        asked = Asked.UNKNOWN;
      found(asked, messageId, rest);
    },
  };
}
