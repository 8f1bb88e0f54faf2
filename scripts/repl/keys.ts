// Keys of a terminal: to the board as they are, but for commands of our own, which start a line with a dot.

/** What becomes of keys. */
export type KeyEvent =
  | { readonly kind: 'board'; readonly text: string }
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'echo'; readonly text: string }
  | { readonly kind: 'leave' };

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const ERASE = '\b \b';

/** Takes keys as they come. Line editing, history, Tab and Ctrl-C are the board's own. A dot at the start of a line begins
 *  a command, two dots send one to the board; Ctrl-D at the start of a line leaves, and never reaches the board. */
export function createKeys(): (keys: string) => KeyEvent[] {
  let isAtStart = true;
  let command: string | undefined;

  function take(key: string, events: KeyEvent[]): void {
    if (command !== undefined) takeInCommand(key, events);
    else if (key === CTRL_D) {
      if (isAtStart) events.push({ kind: 'leave' });
    } else if (key === '.' && isAtStart) {
      command = '';
      events.push({ kind: 'echo', text: '.' });
    } else {
      isAtStart = key === '\r' || key === '\n' || key === CTRL_C;
      const last = events.at(-1);
      if (last?.kind === 'board') events[events.length - 1] = { kind: 'board', text: last.text + key };
      else events.push({ kind: 'board', text: key });
    }
  }

  function takeInCommand(key: string, events: KeyEvent[]): void {
    const line = command ?? '';
    if (key === '\r' || key === '\n') {
      command = undefined;
      events.push({ kind: 'echo', text: '\r\n' }, { kind: 'command', line: `.${line}` });
    } else if (key === CTRL_C || (key === CTRL_D && line === '')) {
      command = undefined;
      events.push({ kind: 'echo', text: '^C\r\n' });
    } else if (key === '\x7f' || key === '\b') {
      events.push({ kind: 'echo', text: ERASE });
      command = line === '' ? undefined : line.slice(0, -1);
    } else if (key === '.' && line === '') {
      command = undefined;
      isAtStart = false;
      events.push({ kind: 'echo', text: ERASE }, { kind: 'board', text: '.' });
    } else if (key >= ' ') {
      command = line + key;
      events.push({ kind: 'echo', text: key });
    }
  }

  return (keys) => {
    const events: KeyEvent[] = [];
    // An arrow in a command would be read as its letters.
    const shown = command === undefined ? keys : withoutArrows(keys);
    for (const key of shown) take(key, events);
    return events;
  };
}

/** Keys without those that send an escape sequence. */
function withoutArrows(keys: string): string {
  const [first = '', ...rest] = keys.split('\x1b');
  return first + rest.map((part) => part.replace(/^[[O][0-9;]*[A-Za-z~]/, '')).join('');
}

/** Maps positions in text that comes in pieces of any size: a position's beginning is held back for the rest of it. What
 *  is held back goes out by itself after `holdMs`. */
export function createStreamMapper(
  map: (text: string) => string,
  write: (text: string) => void,
  holdMs = 30,
): (text: string) => void {
  const beginning = /\.(b(o(o(t(c(d(e(:\d*(:\d*)?)?)?)?)?)?)?)?)?$/;
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  return (text) => {
    clearTimeout(timer);
    const all = held + text;
    held = beginning.exec(all)?.[0] ?? '';
    const whole = all.slice(0, all.length - held.length);
    if (whole !== '') write(map(whole));
    if (held === '') return;
    timer = setTimeout(() => {
      const rest = held;
      held = '';
      write(map(rest));
    }, holdMs);
  };
}
