// Who may use the page: this computer's own browser pages alone, or whoever gave the access key.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import type { AccessKey } from '../http/signatures/authenticate.ts';
import { VISIT, WRONG_KEYS } from './limits.ts';

/** How a guard is set up. */
export interface GuardOptions {
  readonly accessKey: AccessKey;
  /** Whether the cloud listens on loopback alone. */
  readonly loopback: boolean;
  /** Whether visitors are asked for the access key. */
  readonly ask: boolean;
  readonly clock: Clock;
}

/** Why a request is refused, for the visitor to read. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Whether an address to listen on is this computer's alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Decides about requests. */
export class Guard {
  /** When each visit ends, by the hash of its token: a token is never compared byte by byte. */
  readonly #visits = new Map<string, number>();
  #wrong: number[] = [];

  constructor(readonly options: GuardOptions) {}

  /** Why a request must not be answered at all, or undefined. A name that was made to point here (DNS rebinding) shows in
   *  Host, another site's script in Origin, and a form of another site in both. */
  refuse({ method, headers }: IncomingMessage): Refusal | undefined {
    const { host = '', origin } = headers;
    const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host)?.[1]?.replace(/[[\]]/g, '').toLowerCase() ?? '';
    if (this.options.loopback && !isLoopback(name))
      return new Refusal(403, `this page is at 127.0.0.1 or localhost, not at "${host}"`);
    if (method === 'GET') return undefined;
    if (origin !== `http://${host}` && origin !== `https://${host}`)
      return new Refusal(403, 'actions are for this page alone');
    if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
      return new Refusal(415, 'an action is application/json');
    return undefined;
  }

  /** Whether the visitor need not give the access key, or has. */
  isIn(request: IncomingMessage): boolean {
    if (!this.options.ask) return true;
    const token = tokenOf(request, this.#cookie(request));
    const ends = token === undefined ? undefined : this.#visits.get(hash(token));
    return ends !== undefined && ends > this.options.clock.now();
  }

  /** Takes an access key: the value of Set-Cookie for the right one, a refusal for any other. */
  enter(request: IncomingMessage, id: unknown, secret: unknown): string | Refusal {
    const now = this.options.clock.now();
    this.#wrong = this.#wrong.filter((at) => at > now - 60_000);
    if (this.#wrong.length >= WRONG_KEYS) return new Refusal(429, 'too many wrong keys: wait a minute');
    const { accessKey } = this.options;
    // Both are compared, so that nothing tells which one was wrong.
    const good = [same(id, accessKey.id), same(secret, accessKey.secret)].every(Boolean);
    if (!good) {
      this.#wrong.push(now);
      return new Refusal(403, 'this is not the access key');
    }
    const token = randomBytes(32).toString('base64url');
    this.#visits.set(hash(token), now + VISIT.ms);
    const [oldest] = this.#visits.keys();
    if (this.#visits.size > VISIT.most && oldest !== undefined) this.#visits.delete(oldest);
    const seconds = VISIT.ms / 1000;
    return `${this.#cookie(request)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
  }

  /** Cookies do not tell ports apart: each cloud of a computer has a name of its own. */
  #cookie({ socket }: IncomingMessage): string {
    return `rrpc-page-${socket.localPort ?? 0}`;
  }
}

/** Whether `given` is `wanted`, in a time that tells nothing of either. */
function same(given: unknown, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(typeof given === 'string' ? given : ''), digest(wanted)) && typeof given === 'string';
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function tokenOf({ headers }: IncomingMessage, cookie: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === cookie) return pair.slice(at + 1).trim();
  }
  return undefined;
}
