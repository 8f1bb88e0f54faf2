/** The console's lines: `I 12.345 link ready`, level, seconds since the start, room, what happened. */
const started = getTime();

/** Writes one line. `level` is I, W or E. Never give it a secret. */
export function log(level: string, room: string, what: string): void {
  print(level + ' ' + (getTime() - started).toFixed(3) + ' ' + room + ' ' + what);
}
