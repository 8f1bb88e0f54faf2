// What goes wrong between the computer and a board, told with the step and with what to do next.

/** The steps of every command that reaches a board by its port, in their order. */
export type Step =
  | 'port'
  | 'boot loader'
  | 'firmware'
  | 'prompt'
  | 'version'
  | 'storage'
  | 'upload'
  | 'verify'
  | 'replace'
  | 'restart'
  | 'boot'
  | 'link'
  | 'call';

/** A step that failed. The message says what is wrong and what to do next; it never holds a secret. */
export class BoardError extends Error {
  override readonly name = 'BoardError';
  constructor(
    readonly step: Step,
    message: string,
  ) {
    super(message);
  }
}

/** How a command tells an error: its step first, where it has one. */
export function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof BoardError ? `${error.step}: ${message}` : message;
}

/** Gives an error another step: what fails while a file is replaced is the replacing's failure. */
export async function during<T>(step: Step, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new BoardError(step, error instanceof Error ? error.message : String(error));
  }
}
