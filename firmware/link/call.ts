/** One call's life: seen before? how many running? which service? and one reply, now or later. */
import { CALL_MS, KNOWN_BYTES, KNOWN_REQUESTS, RECENT_CALLS, RUNNING_CALLS } from '../limits.ts';
import { bytes, remainingLength } from '../mqtt/packet.ts';
import type { Client, Clock } from '../mqtt/types.ts';
import { failure, type Request, readRequest, success } from './alink.ts';
import { Code, refuse } from './code.ts';
import type { Call, Service, TopicHandler } from './service.ts';

/** Where replies go: the client. */
export type Sender = Pick<Client, 'publish' | 'send'>;

/** What the calls need of the clock. */
export type Timers = Pick<Clock, 'after' | 'cancel'>;

/** What a request asks, ready to be done: the service, its parameters, checked, and the members of its answer that are
 *  declared float; with none and no text in it, plain JSON will do for the answer. */
export type Work = readonly [run: Service, params: never, finish?: string[]];

/** Where an answer goes: a topic, or whoever asked at the console. */
export type To = string | ((json: string) => void);

/** The calls of one device. */
export interface Calls {
  /** The hot path: a system RRPC request, still in its packet; hottest of a text that is known but for its id. See
   *  `Quick`. */
  quick(packet: string): boolean;
  /** Serves the request `text` of message `id`, and answers to `to`. `identifier` is the service that the topic names,
   *  '' where it does not. An async service's message has no id of its own, '': the envelope's is taken. `handler` has
   *  the payload instead, where there is one. With no text the request was too large to keep, and is refused. */
  take(id: string, to: To, text: string | undefined, identifier: string, handler?: TopicHandler): void;
  /** Reads every request anew from here on. */
  forget(): void;
  /** Requests that came again, and were answered from the ring; answers that came after the deadline; calls running. */
  status(): { repeated: number; late: number; running: number };
}

/** Makes the table of calls. `request` and `response` stand in front of the message id of a system request and of its
 *  reply; `prepare` finds what a request asks, or throws a refusal. */
export function createCalls(
  request: string,
  response: string,
  prepare: (request: Request) => Work,
  sender: Sender,
  timers: Timers,
): Calls {
  const send = sender.send;
  /** Where a message id starts in a packet. */
  const start = 5 + request.length;
  /** The head of a request's packet up to its message id, made anew when the packet's length or the topic's changes. */
  let head = '';
  let headFor = 0;
  let topicLength = 0;
  let end = 0;
  /** The same of a reply, by the length of its payload. */
  let replyHead = '';
  let replyFor = 0;
  let replyLength = 0;
  /** Known requests by their text behind the id, how many, the text before the id, and the id's length. */
  let known: Record<string, Work> = {};
  let knownCount = 0;
  let before = '';
  let beforeLength = 0;
  let idLength = 0;
  /** The call that is served now: its message id, where its answer goes ('' for a system one's topic), its envelope's
   *  id, whether its answer is plain text, and what takes its answer where that comes later. */
  let messageId = '';
  let to: To = '';
  let alinkId = '';
  let plain = false;
  let held: ((json: string) => void) | undefined;
  /** The ring of answered calls, ids and replies; behind it, in fixed places, the calls that are running. */
  const recent: string[] = [];
  const replies: string[] = [];
  let next = 0;
  /** No id that was seen is greater, as text: what is, is new. */
  let newest = '';
  let repeated = 0;
  let late = 0;
  let running = 0;

  /** Notes the answer to message `id`, '' for one that waits in `place`. */
  function record(id: string, json: string, place?: number): void {
    if (id > newest) newest = id;
    if (!place) {
      place = next &= RECENT_CALLS - 1;
      next++;
    }
    recent[place] = id;
    replies[place] = json;
  }

  function answer(where: To, json: string): void {
    if (typeof where === 'function') where(json);
    else sender.publish(where, json);
  }

  /** Keeps the call that is served now for an answer that comes later. */
  function later(): Call {
    const id = messageId;
    const where = to || response + id;
    const alink = alinkId;
    const text = plain;
    let place = RECENT_CALLS;
    function done(json: string): void {
      if (recent[place] !== id) {
        late++;
        return;
      }
      timers.cancel(deadline);
      recent[place] = '';
      running--;
      record(id, json);
      answer(where, json);
    }
    function fail(code: number, message: string): void {
      done(failure(alink, refuse(code, message)));
    }
    while (recent[place]) place++;
    if (running >= RUNNING_CALLS) throw refuse(Code.BUSY, RUNNING_CALLS + ' calls are running');
    held = done;
    running++;
    record(id, '', place);
    const deadline = timers.after(() => {
      fail(Code.DEADLINE, 'not done in ' + CALL_MS + ' ms');
    }, CALL_MS);
    return {
      reply: (data) => {
        done(text ? '' + data : success(alink, data, []));
      },
      fail: fail,
    };
  }

  /** Keeps what a request asks, so that the same text with another id need not be read again. */
  function learn(text: string, todo: Work): void {
    const at = text.indexOf('"id":"') + 6;
    const front = text.slice(0, at);
    const length = alinkId.length;
    // The id must be the envelope's own: no object is opened before it but the envelope.
    if (text.length > KNOWN_BYTES || front.split('{').length > 2 || text.slice(at, at + length + 1) !== alinkId + '"')
      return;
    if (before !== front || idLength !== length || knownCount++ >= KNOWN_REQUESTS) {
      known = {};
      knownCount = 1;
    }
    before = front;
    beforeLength = at;
    idLength = length;
    known[text.slice(at + length)] = todo;
  }

  /** Whether this message was answered, or is running; it is then answered again, unless `text` is our own answer, sent
   *  back by a broker that does so. */
  function again(text: string | undefined): boolean {
    const seen = recent.indexOf(messageId);
    if (seen < 0) return false;
    if (text !== replies[seen]) {
      repeated++;
      if (replies[seen]) answer(to || response + messageId, replies[seen]);
    }
    return true;
  }

  /** The call that is served now waits for its answer. */
  function waits(): string {
    held = undefined;
    return '';
  }

  /** The reply to a call whose service threw; '' where the service had kept it, and has it answered so. */
  function broken(thrown: unknown): string {
    const json = failure(alinkId, thrown);
    if (!held) return json;
    held(json);
    return waits();
  }

  /** The reply to `text`; '' where it comes later, or came before. */
  function serve(text: string | undefined, identifier: string, handler?: TopicHandler): string {
    let todo = [handler, text] as unknown as Work;
    alinkId = '';
    try {
      // A message without an id has its envelope's, which is not of the message ids' kind.
      if (messageId && again(text)) return '';
      if (text === undefined) throw refuse(Code.TOO_LARGE, 'the request is too large');
      if (!handler) {
        const asked = readRequest(text, identifier, (id) => {
          alinkId = id;
        });
        if (!messageId) {
          messageId = '#' + alinkId;
          if (again(text)) return '';
        }
        todo = prepare(asked);
        if (!to) learn(text, todo);
      }
      const data = todo[0](todo[1], later);
      if (held) return waits();
      return plain ? '' + data : success(alinkId, data || {}, todo[2]);
    } catch (thrown) {
      return broken(thrown);
    }
  }

  return {
    quick: (packet) => {
      let length = packet.length;
      let json: string;
      if (length !== headFor) {
        headFor = length;
        length -= 3;
        head = bytes(48, (length & 127) | 128, length >> 7, 0, topicLength) + request;
      }
      if (!packet.startsWith(head)) {
        headFor = replyFor = 0;
        topicLength = packet.charCodeAt(4);
        end = topicLength + 5;
        return false;
      }
      messageId = packet.slice(start, end);
      // What is no greater is for the long way to look up, and so is what is no number.
      // Compared as it is, a text of more than 32 bits would be cut to them, and come out negative half of the time.
      if (!(messageId > newest && (messageId as unknown as number) * 1 > 0)) return false;
      length = end + beforeLength;
      const todo = packet.startsWith(before, end) && known[packet.slice(length + idLength)];
      alinkId = packet.slice(length, length + idLength);
      // An id that is not written as a number of 32 bits is comes back in other digits.
      if (todo && ((alinkId as unknown as number) >>> 0) + '' === alinkId)
        try {
          const data = todo[0](todo[1], later);
          if (held) return !waits();
          json = todo[2]
            ? success(alinkId, data, todo[2])
            : '{"id":"' + alinkId + '","code":200,"data":' + JSON.stringify(data || {}) + '}';
        } catch (thrown) {
          json = broken(thrown);
        }
      else {
        json = packet.slice(end);
        if (json.indexOf('"method"') < 0) return false;
        json = serve(json, '');
      }
      if (!json) return true;
      newest = messageId;
      recent[(next &= RECENT_CALLS - 1)] = messageId;
      replies[next++] = json;
      length = json.length;
      // PUBLISH at QoS 0: fixed header, the topic's length, the topic, the payload. MQTT 3.1.1, 3.3.
      if (length !== replyFor) {
        replyFor = length;
        replyLength = length += topicLength + 3;
        replyHead = '0' + remainingLength(length) + bytes(0, topicLength + 1) + response;
      }
      // The client's count may leave out the fixed header.
      send(replyHead + messageId + json, replyLength);
      return true;
    },
    take: (id, where, text, identifier, handler) => {
      messageId = id;
      to = where === response + id ? '' : where;
      plain = !!handler;
      const json = serve(text, identifier, handler);
      if (json) {
        // An async request that has no id cannot come again.
        if (messageId) record(messageId, json);
        answer(where, json);
      }
      to = '';
      plain = false;
    },
    forget: () => {
      known = {};
    },
    status: () => {
      return { repeated: repeated, late: late, running: running };
    },
  };
}
