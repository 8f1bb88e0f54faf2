/** WatchPin and UnwatchPin. */
import { POSTS_PER_SECOND } from '../limits.ts';
import { level } from '../pins/pins.ts';
import { traitsOf } from '../pins/table.ts';
import { unwatch, watch } from '../pins/watch.ts';
import { bit, int, oneOf, optional, pin, says, service } from './declare.ts';
import { outside } from './outside.ts';

/** Posts an input's edges. */
export const watchPin = service(
  {
    name: 'WatchPin',
    kind: 'set',
    does: "Posts the event PinChanged at an input's edges: its level, the time, and how many edges there were.",
    input: {
      pin: pin('input'),
      edge: says(optional(oneOf('rising', 'falling', 'both')), 'Both unless given. Rising is towards "on".'),
      debounce: says(optional(int(0, 1000, 'ms')), "The board's unless given."),
      rate: says(optional(int(1, POSTS_PER_SECOND)), 'Events a second at most; the edges between are counted.'),
    },
    output: { pin: pin('input'), watched: bit() },
  },
  (input) => {
    const name = input.pin;
    const traits = traitsOf[name];
    watch(
      traits,
      input.rate || POSTS_PER_SECOND,
      (count, time) =>
        outside.post('PinChanged', { pin: name, value: level(traits), count: count, time: Math.floor(time * 1000) }),
      input.edge,
      input.debounce,
    );
    return { pin: name, watched: 1 };
  },
);

/** Ends that. */
export const unwatchPin = service(
  {
    name: 'UnwatchPin',
    kind: 'set',
    does: 'Ends WatchPin.',
    input: { pin: pin('input') },
    output: { pin: pin('input'), watched: bit() },
  },
  (input) => {
    unwatch(traitsOf[input.pin]);
    return { pin: input.pin, watched: 0 };
  },
);
