/** The console's lines: `I 12.345 link ready`, level, seconds since the start, room, what happened. */
const started = getTime();

/** Seconds since the board's start. */
export function uptime(): number {
  return getTime() - started;
}

/** Writes one line. `level` is I, W or E. Never give it a secret. */
export function log(level: string, room: string, what: string): void {
  print(level + ' ' + uptime().toFixed(3) + ' ' + room + ' ' + what);
}
