/** One call's life: seen before? how many running? which service? and one reply, now or later. */
import { CALL_MS, RECENT_CALLS, RUNNING_CALLS } from '../limits.ts';
import { dataReply, explain, failure, type Request } from './alink.ts';
import { Code, refuse } from './code.ts';

/** A call to be answered later. The first of the two ends it; a further one is swallowed and counted. */
export interface Call {
  reply(data: unknown): void;
  fail(code: number, message: string): void;
}

/** What a service does with its parameters. It returns the reply's data, or calls `later()` for a call to be answered
 *  within CALL_MS; `later` is only good until the handler returns. It throws `refuse(...)` to refuse. */
export type Service = (params: never, later: () => Call) => unknown;

/** What the calls need of the clock. */
export interface Timers {
  setTimeout(f: () => void, ms: number): number;
  clearTimeout(id: number): void;
}

/** The calls of one device. */
export interface Calls {
  /** Takes the request `payload` with this message id, and answers on `topic`. `identifier` is the service that the
   *  topic named, where it did. */
  take(messageId: string, topic: string, payload: string, identifier?: string): void;
  /** Answers a request that could not be kept. */
  tooLarge(messageId: string, topic: string): void;
  counters: { calls: number; repeated: number; late: number };
}

/** Makes the table of calls. `find` says which service a method names. */
export function createCalls(
  publish: (topic: string, payload: string) => void,
  find: (method: string) => Service | undefined,
  timers: Timers,
): Calls {
  const counters = { calls: 0, repeated: 0, late: 0 };
  /** The ring of answered calls: their ids and their replies. */
  const recent: string[] = [];
  const replies: string[] = [];
  let next = 0;
  /** Ids of the calls that will be answered later. */
  const running: string[] = [];
  /** The call whose handler runs now, for `later`. */
  let messageId = '';
  let topic = '';
  let request: Request | undefined;

  function answer(id: string, on: string, json: string): void {
    recent[next] = id;
    replies[next] = json;
    next = (next + 1) % RECENT_CALLS;
    publish(on, json);
  }

  function later(): Call {
    if (running.length >= RUNNING_CALLS) throw refuse(Code.BUSY, RUNNING_CALLS + ' calls are running');
    const id = messageId;
    const on = topic;
    const alink = (request as Request).id;
    const deadline = timers.setTimeout(() => end(failure(alink, Code.DEADLINE, 'not done in ' + CALL_MS + ' ms')), CALL_MS);
    let ended = false;
    function end(json: string): void {
      if (ended) {
        counters.late++;
        return;
      }
      ended = true;
      timers.clearTimeout(deadline);
      running.splice(running.indexOf(id), 1);
      answer(id, on, json);
    }
    running.push(id);
    return {
      reply: (data) => end(dataReply(alink, data)),
      fail: (code, message) => end(failure(alink, code, message)),
    };
  }

  function repeated(i: number, on: string): void {
    counters.repeated++;
    if (i >= 0) publish(on, replies[i]);
  }

  function take(id: string, on: string, payload: string, identifier?: string): void {
    const seen = recent.indexOf(id);
    if (seen >= 0 || (running.length && running.indexOf(id) >= 0)) return repeated(seen, on);
    let service: Service | undefined;
    let json: string;
    messageId = id;
    topic = on;
    counters.calls++;
    try {
      request = undefined;
      request = JSON.parse(payload) as Request;
      if (!((request.id as unknown as number) >= 0)) throw 0;
      if (identifier && request.method !== 'thing.service.' + identifier) throw 0;
      service = find(request.method);
      const data = (service as Service)(request.params, later);
      if (data === undefined) return;
      json = dataReply(request.id, data);
    } catch (thrown) {
      const why = explain(request, !!service, thrown);
      json = failure(request && request.id, why.code, why.message);
    }
    answer(id, on, json);
  }

  return {
    take: take,
    tooLarge: (id, on) => {
      if (recent.indexOf(id) < 0) answer(id, on, failure('', Code.TOO_LARGE, 'the request is too large'));
    },
    counters: counters,
  };
}
