// What a scripted device does when it is called.

/** A call as the device saw it. */
export interface SeenCall {
  /** The service's identifier; empty for a message that names none. */
  service: string;
  /** Its parameters; undefined for a message that is no Alink request. */
  params: Record<string, unknown> | undefined;
  topic: string;
  /** A decimal int64; empty for an async request. */
  messageId: string;
  payload: Buffer;
  /** Milliseconds since 1970. */
  at: number;
}

/** What is sent back: an Alink reply, bytes as they are, or nothing; `afterMs` later. */
export interface Reply {
  code?: number;
  data?: unknown;
  message?: string;
  /** In place of the Alink reply. */
  raw?: string | Buffer;
  /** Nothing is sent at all. */
  silent?: boolean;
  afterMs?: number;
}

/** Decides what a call is answered with. */
export type Behaviour = (call: SeenCall) => Reply;

/** Data of an answer, or what makes them of the call's parameters. */
type Data = Record<string, unknown> | ((params: Record<string, unknown>) => unknown);

/** Answers with these data, or with what a function makes of the parameters. */
export function answer(data: Data): Behaviour {
  return ({ params }) => ({ data: typeof data === 'function' ? data(params ?? {}) : data });
}

/** Answers with a code of the device's own, 460 or 100000 and up, and a text. */
export function fail(code: number, message: string): Behaviour {
  return () => ({ code, message });
}

/** Answers as `then` does, `ms` milliseconds late: beyond the caller's timeout it is TIMEOUT. */
export function late(ms: number, then: Behaviour = answer({})): Behaviour {
  return (call) => ({ ...then(call), afterMs: ms });
}

/** Never answers. */
export function silent(): Behaviour {
  return () => ({ silent: true });
}

/** Answers with these bytes, whatever they are: text that is no JSON, for one. */
export function raw(bytes: string | Buffer): Behaviour {
  return () => ({ raw: bytes });
}

/** Behaves so the first time, so the second, and as the last of them from then on. */
export function inTurn(first: Behaviour, ...rest: Behaviour[]): Behaviour {
  const all = [first, ...rest];
  let next = 0;
  return (call) => {
    const behaviour = all[Math.min(next, all.length - 1)] ?? first;
    next += 1;
    return behaviour(call);
  };
}
