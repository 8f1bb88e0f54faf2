/** Watched inputs: edges are counted, and told at a bounded rate. */
import { MORE } from '#board';
import { WATCHES } from '../limits.ts';
import { Code, refuse } from '../link/code.ts';
import { inputMode } from './pins.ts';
import { Trait } from './trait.ts';

/** By pin number: what ends its watch. */
const watches: Record<number, () => void> = {};

/** Calls `f` with its time in seconds at an input's edges, `debounce` ms after them where the board does not say
 *  otherwise. Returns what ends it. */
export function onEdge(traits: number, f: (time: number) => void, edge?: string, debounce?: number): () => void {
  const pin = traits & 255;
  let since: number;
  const id = setWatch(
    (event) => {
      if (event.time > since) f(event.time);
    },
    pin,
    {
      repeat: true,
      // An edge of the wire: on an input that is on when low, it is the other one.
      edge:
        edge && edge !== 'both'
          ? (edge === 'rising') === !(traits & Trait.ACTIVE_LOW)
            ? 'rising'
            : 'falling'
          : 'both',
      debounce: debounce === undefined ? (MORE[pin] || {}).debounce || 0 : debounce,
    },
  );
  // The interpreter has given the pin a pull-up; what moved the wire until now was no contact.
  inputMode(traits);
  since = getTime();
  return () => {
    clearWatch(id);
  };
}

/** Watches an input. `tell` gets how many edges there were since the last time, and the time of the last one: at once, and
 *  then at most `rate` times a second. Where it returns false the edges count on, so that none is lost. A pin that is watched
 *  already is watched anew. Throws a refusal where WATCHES are. */
export function watch(
  traits: number,
  rate: number,
  tell: (count: number, time: number) => boolean,
  edge?: string,
  debounce?: number,
): void {
  let timer: Timer | 0 = 0;
  let count = 0;
  let last = 0;
  function post(): void {
    timer = 0;
    if (!count) return;
    timer = setTimeout(post, 1000 / rate);
    if (tell(count, last)) count = 0;
  }
  unwatch(traits);
  if (Object.keys(watches).length >= WATCHES) throw refuse(Code.BUSY, WATCHES + ' pins are watched');
  const end = onEdge(
    traits,
    (time) => {
      count++;
      last = time;
      if (!timer) post();
    },
    edge,
    debounce,
  );
  watches[traits & 255] = () => {
    end();
    if (timer) clearTimeout(timer);
  };
}

/** Ends it, where it is watched. */
export function unwatch(traits: number): void {
  const pin = traits & 255;
  if (watches[pin]) watches[pin]();
  delete watches[pin];
}
