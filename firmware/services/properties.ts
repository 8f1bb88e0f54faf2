/** The properties of the thing model: the pins that the board's file says are. The platform's "Set and get properties". */
import { CHANGES_AGAIN_MS, CHANGES_MS } from '../limits.ts';
import { Code, refuse } from '../link/code.ts';
import { toJson } from '../link/json.ts';
import { locks, onChange, read, write } from '../pins/pins.ts';
import { pinNames, traitsOf } from '../pins/table.ts';
import { Trait } from '../pins/trait.ts';
import { onEdge } from '../pins/watch.ts';
import { check } from './check.ts';
import { service } from './declare.ts';
import { outside } from './outside.ts';

/** Properties' values go out as decimals where these are. */
const DECIMAL = Trait.PWM | Trait.DAC | Trait.ADC;

type Members = Record<string, unknown>;

/** The properties that have any of these traits. */
function names(traits: number): string[] {
  return pinNames(traits).filter((name) => traitsOf[name] & Trait.PROPERTY);
}

/** The properties that are declared float. */
export function decimals(): string[] {
  return names(DECIMAL);
}

function known(given: string[], all: string[]): void {
  given.forEach((name) => {
    if (all.indexOf(name) < 0) throw refuse(Code.PARAMETER, 'no property ' + toJson(name) + ': ' + all.join(', '));
  });
}

function values(which: string[]): Members {
  const found: Members = {};
  which.forEach((name) => {
    found[name] = read(traitsOf[name]);
  });
  return found;
}

/** Sets properties, after all of them were checked, and answers with what was applied. */
export const propertySet = service(
  { name: 'property.set', kind: 'set', does: 'Sets properties.', input: {}, output: {}, hidden: true },
  (input, later) => {
    const given = input as Members;
    const settable = names(Trait.OUTPUT | Trait.DAC);
    const which = Object.keys(given);
    known(which, settable);
    check(settable.map((name) => name + '?:' + (traitsOf[name] & DECIMAL ? '0.0..1.0' : '0|1')).join(';'), given, '');
    if (!later) return undefined;
    // What goes off first, so that what it locks may go on.
    which.sort((a, b) => (given[a] as number) - (given[b] as number));
    which.forEach((name) => {
      if (given[name]) locks(traitsOf[name], given);
    });
    which.forEach((name) => {
      write(traitsOf[name], given[name] as number);
    });
    return values(which);
  },
  true,
);

/** Reads properties: the names in the list, or all where it is empty. */
export const propertyGet = service(
  { name: 'property.get', kind: 'read', does: 'Reads properties.', input: {}, output: {}, hidden: true },
  (input) => {
    const all = names(-1);
    const which = input as unknown as string[];
    known(which, all);
    return values(which.length ? which : all);
  },
  true,
);

/** By pin number: the properties that have changed since they were posted. */
let dirty: Record<number, number> = {};
let timer: Timer | 0 = 0;
/** When the watches began. */
let since: number;

function flush(): void {
  timer = 0;
  if (outside.post('property', values(names(-1).filter((name) => dirty[traitsOf[name] & 255])))) dirty = {};
  else timer = setTimeout(flush, CHANGES_AGAIN_MS);
}

/** The property on a pin has changed. */
function changed(pin: number): void {
  dirty[pin] = 1;
  timer = timer || setTimeout(flush, CHANGES_MS);
}

/** One for all inputs: each of its own would take memory for as long as the board runs. */
function edge(event: WatchEvent): void {
  if (event.time > since) changed(event.pin & 255);
}

/** Posts every change of a property from now on: what changes within CHANGES_MS goes out together, and what cannot be
 *  posted goes out later with its latest value. */
export function postChanges(): void {
  onChange(changed);
  names(Trait.INPUT).forEach((name) => {
    onEdge(traitsOf[name], edge);
  });
  since = getTime();
}
