// The cloud's events as lines for a person to read.
import type { Cloud } from './cloud.ts';
import type { CloudEvents } from './events.ts';

/** Longest text of the wire's that a line shows, in characters. */
const SHOWN = 160;

/** How each event reads; undefined for one that is not worth a line. */
const lines: { [K in keyof CloudEvents]: (detail: CloudEvents[K]) => string | undefined } = {
  online: ({ productKey, deviceName, ms }) => `online   ${productKey},${deviceName} after ${Math.round(ms)} ms`,
  offline: ({ productKey, deviceName, reason }) => `offline  ${productKey},${deviceName}: ${reason}`,
  subscribed: ({ productKey, deviceName, granted, refused }) =>
    `listens  ${productKey},${deviceName}: ${[...granted, ...refused.map((filter) => `${filter} (refused)`)].join(' ')}`,
  refused: ({ username, clientId, reason, returnCode }) =>
    `refused  ${username || 'a stranger'} ${clientId}${returnCode === undefined ? '' : ` CONNACK ${returnCode}`}: ${reason}`,
  // The answers to calls are told with their calls.
  publish: ({ productKey, deviceName, topic, payload }) =>
    topic.includes('/rrpc/')
      ? undefined
      : `publish  ${productKey},${deviceName} ${topic} ${withoutSecrets(payload.toString())}`,
  call: ({ api, productKey, deviceName, service, topic, request, reply, rrpcCode, code, ms }) => {
    const outcome = code ?? rrpcCode;
    const what = [api, `${productKey},${deviceName}`, service ?? topic ?? ''].filter(Boolean).join(' ');
    const answer = reply === undefined ? '' : ` -> ${short(withoutSecrets(reply))}`;
    return `call     ${what} ${outcome} ${Math.round(ms)} ms ${short(withoutSecrets(request))}${answer}`;
  },
  // Its publish is a line already.
  reply: () => undefined,
  broker: ({ place, connected }) =>
    `broker   ${place} ${connected ? 'is there again' : 'was lost: calls answer UNKNOWN'}`,
  denied: ({ api, accessKeyId, code }) => `denied   ${api || 'a request'} ${accessKeyId}: ${code}`,
};

/** One event as one line: control characters made visible, long texts cut, no secret. */
export function lineOf<K extends keyof CloudEvents>(event: K, detail: CloudEvents[K]): string | undefined {
  const line = lines[event](detail);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the wire's control characters must not reach a terminal.
  return line?.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 4 * SHOWN);
}

/** Prints a line for every event from now on. */
export function tellAll(cloud: Cloud, print: (line: string) => void): void {
  const tell = <K extends keyof CloudEvents>(event: K) => {
    cloud.on(event, (detail) => {
      const line = lineOf(event, detail);
      if (line !== undefined) print(line);
    });
  };
  for (const event of Object.keys(lines) as (keyof CloudEvents)[]) tell(event);
}

/** JSON text with the values of its secrets and passwords taken out. */
export function withoutSecrets(text: string): string {
  return text.replace(/("[^"]*(?:secret|password)[^"]*"\s*:\s*)("(?:[^"\\]|\\.)*"?|[^,}\]]*)/gi, '$1"..."');
}

function short(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
