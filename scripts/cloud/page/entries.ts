// The cloud's events as lines of the page's log.
import { parseObject } from '../alink.ts';
import type { CloudEvents, DeviceName } from '../events.ts';
import { withoutSecrets } from '../lines.ts';
import { LOG_TEXT } from './limits.ts';
import type { LogEntry } from './protocol.ts';

/** A line before it has its number and time. */
export type NewEntry = Omit<LogEntry, 'seq' | 'at'>;

/** A device's name on the page. */
export const nameOf = ({ productKey, deviceName }: DeviceName): string => `${productKey},${deviceName}`;

/** What a device posted, by its topic: `property` or an event's identifier; undefined for anything else. */
export function identifierOf(topic: string): string | undefined {
  return /^\/sys\/[^/]+\/[^/]+\/thing\/event\/([\w.:-]{1,100})\/post$/.exec(topic)?.[1];
}

/** How each event reads; undefined for one that is no line, as another tells it. */
export const entryOf: { [K in keyof CloudEvents]: (detail: CloudEvents[K]) => NewEntry | undefined } = {
  online: (detail) => ({
    kind: 'link',
    device: nameOf(detail),
    title: 'online',
    detail: `signed in after ${Math.round(detail.ms)} ms`,
  }),
  offline: (detail) => ({ kind: 'link', device: nameOf(detail), title: 'away', detail: shown(detail.reason) }),
  subscribed: (detail) => ({
    kind: 'link',
    device: nameOf(detail),
    title: 'listens',
    detail: shown([...detail.granted, ...detail.refused.map((filter) => `${filter} (refused)`)].join(' ')),
  }),
  refused: ({ username, reason, returnCode }) => ({
    kind: 'refused',
    device: nameOfUser(username),
    title: returnCode === undefined ? 'refused' : `refused, CONNACK ${returnCode}`,
    detail: shown(reason),
    ok: false,
  }),
  publish(detail) {
    // The answers to calls are told with their calls, and replies to requests from the cloud with theirs.
    if (/\/rrpc\/|_reply$/.test(detail.topic)) return undefined;
    const identifier = identifierOf(detail.topic);
    const text = detail.payload.toString('utf8');
    const params = identifier === undefined ? undefined : parseObject(text)?.params;
    return {
      kind: identifier === 'property' ? 'property' : 'event',
      device: nameOf(detail),
      title: identifier ?? shown(detail.topic),
      detail: shown(params === undefined ? text : JSON.stringify(innerOf(params))),
    };
  },
  call(detail) {
    const params = parseObject(detail.request)?.params;
    const answer = detail.reply === undefined ? undefined : parseObject(detail.reply);
    const code = typeof answer?.code === 'number' ? answer.code : undefined;
    const ended = code ?? detail.code ?? detail.rrpcCode;
    const told = answer && (code === 200 ? answer.data : answer.message);
    return {
      kind: 'call',
      device: nameOf(detail),
      title: detail.service ?? methodOf(detail.request) ?? detail.topic ?? detail.api,
      detail: shown(params === undefined ? detail.request : JSON.stringify(params)),
      outcome: String(ended),
      ok: code === 200 || (code === undefined && ['SUCCESS', 'SENT'].includes(String(ended))),
      ms: Math.round(detail.ms),
      ...(detail.reply === undefined
        ? {}
        : { reply: shown(told === undefined ? detail.reply : typeof told === 'string' ? told : JSON.stringify(told)) }),
    };
  },
  reply(detail) {
    const answer = parseObject(detail.reply.toString('utf8'));
    return {
      kind: 'call',
      device: nameOf(detail),
      title: `${detail.topic.split('/').slice(5).join('/')}, answered`,
      detail: shown(JSON.stringify(parseObject(detail.request.toString('utf8'))?.params ?? {})),
      outcome: typeof answer?.code === 'number' ? String(answer.code) : 'no code',
      ok: answer?.code === 200,
      ms: Math.round(detail.ms),
      reply: shown(JSON.stringify(answer?.data ?? {})),
    };
  },
  broker: ({ place, connected }) => ({
    kind: 'link',
    device: '',
    title: connected ? 'broker there again' : 'broker lost',
    detail: shown(place),
    ok: connected,
  }),
  denied: ({ api, accessKeyId, code }) => ({
    kind: 'refused',
    device: '',
    title: shown(`${api || 'a request'} denied`),
    detail: shown(`${code} to ${accessKeyId || 'a stranger'}`),
    ok: false,
  }),
};

/** The service of an Alink request that came by RRpc. */
export function methodOf(request: string): string | undefined {
  const method = parseObject(request)?.method;
  return typeof method === 'string' ? /^thing\.service\.(.+)$/.exec(method)?.[1] : undefined;
}

function innerOf(params: unknown): unknown {
  const { value } = (params ?? {}) as { value?: unknown };
  return value ?? params;
}

function nameOfUser(username: string): string {
  const [deviceName, productKey] = username.split('&');
  return deviceName && productKey ? `${productKey},${deviceName}` : '';
}

/** Text of the wire's for a line: no secret, control characters made visible, cut. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the wire's control characters must not reach the page.
  const plain = withoutSecrets(text).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\u00b7');
  return plain.length > LOG_TEXT ? `${plain.slice(0, LOG_TEXT)}...` : plain;
}
