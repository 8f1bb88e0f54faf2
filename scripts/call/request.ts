// What a person typed to be called, read and checked.

/** A service's parameters from JSON text; none is {}. Throws an error that says what is accepted. */
export function parseParams(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Node's message quotes the text, which may hold a password.
    const why = /secret|password/i.test(text) ? 'it is not JSON' : (error as Error).message;
    throw new Error(`parameters must be a JSON object such as '{"pin":"led","value":1}': ${why}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`parameters must be a JSON object such as '{"pin":"led","value":1}'`);
  return value as Record<string, unknown>;
}

/** A timeout in milliseconds. Throws an error that says the range. */
export function parseTimeout(text: string): number {
  const timeout = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(timeout >= 1000 && timeout <= 8000)) throw new Error(`--timeout takes 1000..8000 milliseconds, not "${text}"`);
  return timeout;
}

/** A custom topic, whole: one that does not begin with a slash is meant within the device's own. */
export function wholeTopic(topic: string, device: { productKey: string; deviceName: string }): string {
  return topic.startsWith('/') ? topic : `/${device.productKey}/${device.deviceName}/${topic}`;
}

/** Milliseconds in `500ms`, `1s`, `1.5` (seconds) or `2m`; 100 ms to a day. Throws an error that names `flag`. */
export function durationOf(text: string, flag: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  const ms = Number(number) * { ms: 1, s: 1000, m: 60_000 }[(unit ?? 's') as 'ms' | 's' | 'm'];
  if (ms >= 100 && ms <= 86_400_000) return ms;
  throw new Error(`${flag} takes 100ms..1440m, 1s for instance, not "${text}"`);
}
