// Alink JSON, the envelope of the thing model's services.
import { memberTexts } from './source.ts';

/** A device's reply, read. */
export interface AlinkReply {
  id: string;
  code: number;
  /** JSON text of `data` as the device wrote it; `{}` when it sent none. */
  data: string;
  message?: string;
}

/** The request of a service: `params` is JSON text of an object. */
export function alinkRequest(id: string, identifier: string, params: unknown): string {
  return JSON.stringify({ id, version: '1.0', params, method: `thing.service.${identifier}` });
}

/** A request whose `params` are JSON text already, so that `10.0` stays `10.0`. */
export function alinkRequestOf(id: string, method: string, params: string): string {
  return `{"id":${JSON.stringify(id)},"version":"1.0","params":${params},"method":${JSON.stringify(method)}}`;
}

/** Reads a device's reply; undefined when it is no JSON object with an integer `code`. A missing id is read as "". */
export function readAlinkReply(payload: Buffer): AlinkReply | undefined {
  const text = payload.toString('utf8');
  const value = parseObject(text);
  if (!value || !Number.isInteger(value.code)) return undefined;
  const data = memberTexts(text).get('data') ?? 'null';
  const reply: AlinkReply = {
    id: typeof value.id === 'string' ? value.id : '',
    code: value.code as number,
    data: data === 'null' ? '{}' : data,
  };
  return typeof value.message === 'string' ? { ...reply, message: value.message } : reply;
}

/** Arrays and objects inside one another: deeper JSON is taken for none, as it cannot be written again. */
const DEPTH = 100;

/** JSON text of an object, parsed; undefined for anything else, and for what is nested deeper than 100. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isDeeper(value, DEPTH)) return undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** What the platform's common device codes mean, for a reply that carries no message of its own. */
export function codeText(code: number): string {
  const known: Record<number, string> = { 200: 'success', 400: 'request error', 460: 'request parameter error' };
  if (code === 429) return 'too many requests';
  return known[code] ?? `the device answered ${code}`;
}
