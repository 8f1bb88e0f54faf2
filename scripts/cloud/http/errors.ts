// How the API says no: on HTTP 4xx for the gateway's own errors, inside HTTP 200 for a device that could not answer.

/** An error of the API gateway: answered with its HTTP status as {Code, Message, RequestId}; the client throws it. */
export class PlatformError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An action's refusal before any device was asked: HTTP 200 with Success false, which the client returns to its caller. */
export class ActionError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The members by which an answer says that the action failed. */
export interface Failure {
  Success: false;
  Code: string;
  ErrorMessage: string;
}

/** Makes a Failure. */
export function failure(code: string, message: string): Failure {
  return { Success: false, Code: code, ErrorMessage: message };
}
