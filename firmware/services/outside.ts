/** What services need of the rest of the runtime. main.ts fills it in before the first call. */
import type { Request } from '../link/alink.ts';
import type { Work } from '../link/call.ts';
import type { Table } from './declare.ts';

/** The rest of the runtime, as services see it. */
export interface Outside {
  /** Every service. */
  find: Table;
  /** Finds a service and checks its parameters; throws a refusal. */
  prepare(request: Request): Work;
  /** See `Posts.post`. */
  post(identifier: string, params: unknown, done?: (code: number, message: string) => void): boolean;
  /** The link's, the calls' and the posts' counters. */
  counters(): { [name: string]: unknown };
  /** Answers what is running, puts the pins into their safe states, and starts the board anew. */
  restart(): void;
}

export const outside = {} as Outside;
