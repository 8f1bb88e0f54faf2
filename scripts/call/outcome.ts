// What became of one call, as every way of showing it has it.
import { BoardError } from '../device/serial/problem.ts';
import { CallError } from './errors.ts';
import type { Answer, Transport } from './transport.ts';

/** One call's outcome. */
export interface Outcome {
  /** `productKey,deviceName`, or the port. */
  readonly device: string;
  /** The device's code; where it gave no answer, why: OFFLINE, TIMEOUT, UNREACHABLE, the API's code, or the step. */
  readonly code: number | string;
  /** What the device answered; null where it did not. */
  readonly data: unknown;
  /** Empty where there is nothing to say. */
  readonly message: string;
  /** From the request to its answer, or to the failure, in ms. */
  readonly ms: number;
  /** What the device said where it was no Alink reply. */
  readonly text?: string | undefined;
}

/** Whether the device answered, and with code 200. */
export const isGood = ({ code }: Outcome): boolean => code === 200;

/** Makes a call, and resolves with its outcome, an answer or none. Rejects for what is wrong with the call itself, such as a
 *  malformed endpoint: that fails every time. */
export async function outcomeOf(
  transport: Transport,
  ask: (transport: Transport) => Promise<Answer>,
  now: () => number,
): Promise<Outcome> {
  const { device } = transport;
  const started = now();
  try {
    const { code, data, message = '', ms, text } = await ask(transport);
    return { device, code, data, message, ms, text };
  } catch (error) {
    if (!(error instanceof CallError || error instanceof BoardError)) throw error;
    const code = error instanceof CallError ? error.code : error.step;
    return { device, code, data: null, message: error.message, ms: now() - started };
  }
}
