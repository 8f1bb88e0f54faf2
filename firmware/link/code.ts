/** Every code a reply may carry, in one table. 100000 to 110000 are the device's own range on the platform. */
export const enum Code {
  SUCCESS = 200,
  /** Not a request: no JSON, or an envelope of another shape. */
  REQUEST = 400,
  /** Too much at once: calls running, a pin in use, a board that restarts. */
  BUSY = 429,
  /** A parameter is missing or wrong; the message names it. */
  PARAMETER = 460,
  /** No such service. */
  NO_SERVICE = 100404,
  /** Not answered within CALL_MS. */
  DEADLINE = 100408,
  /** The request is too large. */
  TOO_LARGE = 100413,
  /** The pin is not on the board, or may not do this. */
  PIN = 100423,
  /** The handler threw. */
  HANDLER = 100500,
}

/** What is thrown to refuse a call: `throw refuse(Code.PARAMETER, 'value must be 0 or 1')`. */
export interface Refusal {
  code: Code;
  message: string;
}

/** Makes a refusal, to be thrown. */
export function refuse(code: Code, message: string): Refusal {
  return { code: code, message: message };
}
