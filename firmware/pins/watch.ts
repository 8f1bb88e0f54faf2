/** Watched inputs: edges are counted, and told at a bounded rate. */
import { more } from '#board';
import { WATCHES } from '../limits.ts';
import { Code, refuse } from '../link/code.ts';
import { inputMode } from './pins.ts';
import { Trait } from './trait.ts';

/** By pin number: what ends its watch. */
const watches: Record<number, () => void> = {};

/** Calls `f` at an input's edges, `debounce` ms after them where the board does not say otherwise. Returns the watch's id. Throws a
 *  refusal where the chip cannot watch the pin.
 *  What moved the wire until then was no contact, but the pull-up that the interpreter gives a watched pin: an edge whose
 *  time is before the `getTime()` of now is not one. */
export function onEdge(traits: number, f: (edge: WatchEvent) => void, edge?: string, debounce?: number): number {
  const pin = traits & 255;
  const id = setWatch(f, pin, {
    repeat: true,
    // An edge of the wire: on an input that is on when low, it is the other one.
    edge:
      edge && edge !== 'both' ? ((edge === 'rising') === !(traits & Trait.ACTIVE_LOW) ? 'rising' : 'falling') : 'both',
    debounce: debounce === undefined ? more(pin).debounce || 0 : debounce,
  });
  // There is no id where the chip cannot watch the pin.
  if (!id) throw refuse(Code.PIN, 'the chip cannot watch this pin');
  inputMode(traits);
  return id;
}

/** Watches an input. `tell` gets how many edges there were since the last time, and the time of the last one: at once, and
 *  then at most `rate` times a second. Where it returns false the edges count on, so that none is lost. A pin that is watched
 *  already is watched anew. Throws a refusal where WATCHES are, or where the chip cannot watch the pin. */
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
  let since: number;
  function post(): void {
    timer = 0;
    if (!count) return;
    timer = setTimeout(post, 1000 / rate);
    if (tell(count, last)) count = 0;
  }
  unwatch(traits);
  if (Object.keys(watches).length >= WATCHES) throw refuse(Code.BUSY, WATCHES + ' pins are watched');
  const id = onEdge(
    traits,
    (event) => {
      if (event.time <= since) return;
      count++;
      last = event.time;
      if (!timer) post();
    },
    edge,
    debounce,
  );
  since = getTime();
  watches[traits & 255] = () => {
    clearWatch(id);
    if (timer) clearTimeout(timer);
  };
}

/** Ends it, where it is watched. */
export function unwatch(traits: number): void {
  const pin = traits & 255;
  if (watches[pin]) watches[pin]();
  delete watches[pin];
}
