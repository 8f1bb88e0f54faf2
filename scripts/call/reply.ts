// A device's Alink reply, as the caller reads it.
import { CallError } from './errors.ts';

/** What a device answered. */
export interface Reply {
  /** 200 for success. */
  code: number;
  data: unknown;
  message?: string;
}

/** Whether a result is a whole reply rather than its `data` alone: the cloud may give either. */
export function isReply(text: string): boolean {
  const value = parsed(text);
  return value !== undefined && typeof value.id === 'string' && Number.isInteger(value.code) && 'data' in value;
}

/** Reads a whole reply. Throws CallError BAD_REPLY when it is no JSON object with an integer code. */
export function readReply(text: string): Reply {
  const value = parsed(text);
  if (!value || !Number.isInteger(value.code))
    throw new CallError('BAD_REPLY', `the device's answer is no Alink reply: ${JSON.stringify(text.slice(0, 80))}`);
  const reply = { code: value.code as number, data: value.data ?? {} };
  return typeof value.message === 'string' ? { ...reply, message: value.message } : reply;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
