// What a case of the hardware suite is made of: written once, run on every kind of board.

/** Something that can be seen or reached on this board, or why it cannot. */
export type Sight<T> = { readonly seen: T } | { readonly unseen: string };

/** Can be seen. */
export const seen = <T>(it: T): Sight<T> => ({ seen: it });
/** Cannot be seen, and why: `no loop wire`. */
export const unseen = (why: string): { readonly unseen: string } => ({ unseen: why });

/** Ends a case that this board cannot show at all. The message says what was not seen, and why. */
export class NotSeen extends Error {
  override readonly name = 'NotSeen';
}

/** What is there, or the end of the case as not seen: `what - why`. */
export function need<T>(what: string, sight: Sight<T>): T {
  if ('seen' in sight) return sight.seen;
  throw new NotSeen(`${what} - ${sight.unseen}`);
}

/** What a case works with. */
export interface Trial<B> {
  readonly bench: B;
  /** Looks at one thing more, which gets a result of its own: passed, failed where `look` throws, or not seen, with why.
   *  The case goes on in each case. */
  see<T>(what: string, sight: Sight<T>, look: (it: T) => Promise<void> | void): Promise<void>;
  /** Puts a figure into the summary. */
  note(name: string, value: string): void;
}

/** One case. */
export interface Case<B> {
  readonly name: string;
  /** The service that it is for. */
  readonly service: string | undefined;
  /** How long it may take, in ms. */
  readonly limitMs: number;
  run(trial: Trial<B>): Promise<void>;
}

/** What a file of cases is about. */
export interface Theme<B> {
  readonly name: string;
  readonly cases: readonly Case<B>[];
}

/** How long a case may take unless it says otherwise, in ms. */
export const CASE_MS = 90_000;

type Body<B> = (trial: Trial<B>) => Promise<void>;

/** How a file declares its cases. */
export interface Declare<B> {
  (name: string, run: Body<B>, limitMs?: number): void;
  /** A case of one service; its name begins with the service's. */
  of(service: string, name: string, run: Body<B>): void;
}

/** Gathers the cases of a file. */
export function theme<B>(name: string, declare: (check: Declare<B>) => void): Theme<B> {
  const cases: Case<B>[] = [];
  const check = (title: string, run: Body<B>, limitMs = CASE_MS): void =>
    void cases.push({ name: title, service: undefined, limitMs, run });
  declare(
    Object.assign(check, {
      of: (service: string, title: string, run: Body<B>): void =>
        void cases.push({ name: `${service} ${title}`, service, limitMs: CASE_MS, run }),
    }),
  );
  return { name, cases };
}

/** Of the declared services, those that no case is for. */
export function withoutCase<B>(services: readonly string[], themes: readonly Theme<B>[]): string[] {
  const covered = new Set(themes.flatMap(({ cases }) => cases.map(({ service }) => service)));
  return services.filter((service) => !covered.has(service));
}
