// A call as one line's words, whoever made it: what was asked, what was answered.
import { visible } from '../call/terminal.ts';
import type { CloudEvents } from '../cloud/events.ts';
import { withoutSecrets } from '../cloud/lines.ts';
import type { Outcome } from './demo.ts';

/** Longest text of the wire's that is shown, in characters. */
const SHOWN = 160;

/** The words; control characters made visible, no secret in them. */
export interface CallWords {
  /** `SetPin {"pin":"led","value":1}`. */
  readonly asked: string;
  /** `200 {"pin":"led","value":1}`, or `no answer`. */
  readonly answer: string;
  /** Why it is no good answer; undefined when it is one. */
  readonly problem: string | undefined;
  /** How long it took; undefined where it was not answered. */
  readonly ms: number | undefined;
}

/** The words of a demonstration's call. */
export function wordsOfOutcome({ step, result, problem }: Outcome): CallWords {
  return {
    asked: `${step.service} ${JSON.stringify(step.params)}`,
    answer: visible(result ? `${result.code} ${JSON.stringify(result.data)}` : 'no answer'),
    problem: problem === undefined ? undefined : visible(problem),
    ms: result?.ms,
  };
}

/** The words of a call that the cloud tells of. What is no Alink JSON is shown as it is. */
export function wordsOfCall({ service, topic, request, reply, rrpcCode, code, ms }: CloudEvents['call']): CallWords {
  const sent = parsed(request);
  const name = service ?? topic ?? methodOf(sent) ?? 'RRpc';
  const params = sent && 'params' in sent ? JSON.stringify(sent.params) : request;
  const asked = shown(`${name} ${params}`);
  if (reply === undefined) return { asked, answer: 'no answer', problem: visible(code ?? rrpcCode), ms: undefined };
  const answer = parsed(reply);
  if (!answer || typeof answer.code !== 'number') return { asked, answer: shown(reply), problem: undefined, ms };
  const good = answer.code === 200;
  const message = typeof answer.message === 'string' ? answer.message : undefined;
  return {
    asked,
    answer: shown(good ? `200 ${JSON.stringify(answer.data ?? {})}` : String(answer.code)),
    problem: good ? undefined : shown(message ?? 'refused'),
    ms,
  };
}

function methodOf(sent: Record<string, unknown> | undefined): string | undefined {
  const method = sent?.method;
  return typeof method === 'string' ? method.replace(/^thing\.service\./, '') : undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function shown(text: string): string {
  const plain = visible(withoutSecrets(text));
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}...` : plain;
}
