/** What a service is to the link, and what a call is to a service. */

/** A call that is answered later. The first of the two ends it; what comes after is swallowed and counted. */
export interface Call {
  /** Answers 200 with this data; on a custom topic, with this text. */
  reply(data: unknown): void;
  /** Answers with this code and message. */
  fail(code: number, message: string): void;
}

/** What a service does with its parameters, checked and not to be changed. It returns the reply's data, or keeps
 *  `later()` for a call to be answered within CALL_MS and returns nothing; `later` is only good until it returns. It
 *  throws `refuse(...)` to refuse. One whose entry says so is asked first without `later`: then it only checks. */
export type Service = (params: never, later: () => Call) => unknown;

/** What answers RRPC on a custom topic: it gets the payload as it came, any bytes, and gives the reply's. */
export type TopicHandler = (payload: string, later: () => Call) => string | undefined;

/** A service as the board has it: its declaration as one line, `SetPin;s;pin:@output;value:0|1` (see
 *  services/declare.ts), what it does, and whether it checks more than the line says. */
export type Entry = readonly [line: string, run: Service, checks?: boolean | undefined];
