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

/** Longest message id: an int64 has 19 digits. */
const ID_DIGITS = 20;

/** A device's topics. */
export interface Topics {
  /** In front of the message id of a system request, and of its reply. */
  request: string;
  response: string;
  /** What the device subscribes. */
  filters: string[];
  /** Says what a topic asks for, and tells `found` which message id, and which identifier or custom topic, the
   *  request has. `found` is not called for UNKNOWN. The platform's "RRPC" and "Thing model" topics. */
  parse(topic: string, found: (asked: Asked, messageId: string, rest: string) => void): Asked;
}

/** Whether this is a message id: decimal digits, at most 20. Compared as a number, never kept as one. */
export function isMessageId(text: string): boolean {
  return text.length > 0 && text.length <= ID_DIGITS && (text as unknown as number) >= 0 && !/[^0-9]/.test(text);
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
      let end = topic.length;
      let at = request.length;
      let rest = '';
      if (end > TOPIC_BYTES) return asked;
      if (topic.startsWith(request)) asked = Asked.RRPC;
      else if (topic.startsWith(rrpc)) {
        at = rrpc.length;
        end = topic.indexOf('/', at);
        if (topic.startsWith(service, end)) {
          asked = Asked.SERVICE;
          rest = topic.slice(end + service.length);
          if (!rest || rest.indexOf('/') >= 0) return Asked.UNKNOWN;
        } else if (topic.startsWith(own, end)) {
          asked = Asked.CUSTOM;
          rest = topic.slice(end);
        }
      }
      if (asked) {
        const messageId = topic.slice(at, end);
        if (!isMessageId(messageId)) return Asked.UNKNOWN;
        found(asked, messageId, rest);
      }
      return asked;
    },
  };
}
