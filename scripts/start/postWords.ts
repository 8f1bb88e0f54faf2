// A board's post as one line's words: which event it was, or which properties, and with what.
import { visible } from '../call/terminal.ts';
import type { CloudEvents } from '../cloud/events.ts';
import { withoutSecrets } from '../cloud/lines.ts';

/** Longest text of the wire's that is shown, in characters. */
const SHOWN = 160;

/** `event PinChanged {"pin":"button",...}` and `property {"button":1}`; undefined for what is no event's or property's post.
 *  Control characters are made visible, and no secret is in it. */
export function wordsOfPost({ topic, payload }: CloudEvents['publish']): { label: string; text: string } | undefined {
  const [, identifier] = /\/thing\/event\/([^/]+)\/post$/.exec(topic) ?? [];
  if (identifier === undefined) return undefined;
  const params = paramsOf(payload.toString());
  if (params === undefined) return undefined;
  if (identifier === 'property') return { label: 'property', text: shown(JSON.stringify(params)) };
  return { label: 'event', text: shown(`${identifier} ${JSON.stringify(params.value ?? params)}`) };
}

function paramsOf(text: string): Record<string, unknown> | undefined {
  try {
    const { params } = JSON.parse(text) as { params?: unknown };
    return typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function shown(text: string): string {
  const plain = visible(withoutSecrets(text));
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}...` : plain;
}
