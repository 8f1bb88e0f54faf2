/** A list of listeners, and a way to turn a stream of text into lines. */

/** Listeners of one kind of event. */
export interface Listeners<T> {
  /** Adds a listener; the result takes it away. */
  add(listener: (event: T) => void): () => void;
  /** Tells every listener. */
  tell(event: T): void;
}

/** Makes an empty list of listeners. */
export function createListeners<T>(...first: (((event: T) => void) | undefined)[]): Listeners<T> {
  const listeners = new Set(first.filter((listener) => listener !== undefined));
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(event) {
      for (const listener of [...listeners]) listener(event);
    },
  };
}

/** Cuts text into lines, whatever pieces it comes in. The last piece waits for its line end. */
export function createLineCutter(tell: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(line.replace(/\r$/, ''));
  };
}
