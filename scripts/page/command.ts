// A call as a line to paste: for a shell, or for another program.

/** The call as `npm run call` makes it, quoted for a POSIX shell. */
export function commandOf(service: string, params: Readonly<Record<string, unknown>>, device?: string): string {
  const words = ['npm', 'run', 'call', '--', ...(device === undefined ? [] : ['--device', quoted(device)]), service];
  if (Object.keys(params).length > 0) words.push(quoted(JSON.stringify(params)));
  return words.join(' ');
}

/** The call as the body of an RRPC request. */
export function requestOf(service: string, params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ id: '1', version: '1.0', method: `thing.service.${service}`, params });
}

function quoted(text: string): string {
  return /^[\w,.:@/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
