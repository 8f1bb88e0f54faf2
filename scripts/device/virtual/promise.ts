/** Promise as small as the interpreter's: then, catch, all, resolve, reject; callbacks ride on the board's event queue. */
import type { Loop } from './loop.ts';
import type { Realm } from './realm.ts';

interface State {
  settled: 'no' | 'resolved' | 'rejected';
  value: unknown;
  handled: boolean;
  waiting: { resolved: (value: unknown) => void; rejected: (value: unknown) => void }[];
}

/** Installs Promise. A rejection that nobody handled is reported as an uncaught error at the end of the turn. */
export function installPromise(realm: Realm, loop: Loop): void {
  const states = new WeakMap<object, State>();
  const stateOf = (promise: unknown): State | undefined =>
    typeof promise === 'object' && promise !== null ? states.get(promise) : undefined;

  function settle(state: State, how: 'resolved' | 'rejected', value: unknown): void {
    if (state.settled !== 'no') return;
    const inner = how === 'resolved' ? stateOf(value) : undefined;
    if (inner) {
      wait(inner, {
        resolved: (result) => settle(state, 'resolved', result),
        rejected: (reason) => settle(state, 'rejected', reason),
      });
      return;
    }
    Object.assign(state, { settled: how, value });
    for (const waiter of state.waiting) later(() => waiter[how](value));
    if (how === 'rejected')
      later(() => {
        if (!state.handled) throw realm.error('Error', `Unhandled promise rejection: ${String(value)}`);
      });
  }
  const later = (run: () => void): void => loop.queue(undefined, run, []);
  function wait(state: State, waiter: State['waiting'][number]): void {
    state.handled = true;
    const { settled } = state;
    if (settled === 'no') state.waiting.push(waiter);
    else later(() => waiter[settled](state.value));
  }
  function create(): { promise: object; state: State } {
    const promise = Object.create(BoardPromise.prototype) as object;
    const state: State = { settled: 'no', value: undefined, handled: false, waiting: [] };
    states.set(promise, state);
    return { promise, state };
  }
  function then(from: unknown, onResolved: unknown, onRejected: unknown): object {
    const source = stateOf(from);
    if (!source) throw realm.error('TypeError', 'Promise.then expects a Promise');
    const { promise, state } = create();
    const pass = (handler: unknown, otherwise: 'resolved' | 'rejected') => (value: unknown) => {
      if (typeof handler !== 'function') return settle(state, otherwise, value);
      try {
        settle(state, 'resolved', Reflect.apply(handler, undefined, [value]));
      } catch (error) {
        settle(state, 'rejected', error);
      }
    };
    wait(source, { resolved: pass(onResolved, 'resolved'), rejected: pass(onRejected, 'rejected') });
    return promise;
  }
  const BoardPromise = realm.native(function BoardPromise(executor: unknown): object {
    if (typeof executor !== 'function')
      throw realm.error('TypeError', 'Executor function required in Promise constructor');
    const { promise, state } = create();
    try {
      Reflect.apply(executor, undefined, [
        realm.native((value: unknown) => settle(state, 'resolved', value)),
        realm.native((reason: unknown) => settle(state, 'rejected', reason)),
      ]);
    } catch (error) {
      settle(state, 'rejected', error);
    }
    return promise;
  });
  Object.defineProperty(BoardPromise, 'name', { value: 'Promise' });
  Object.setPrototypeOf(BoardPromise.prototype, realm.Object.prototype);
  const settledBy = (how: 'resolved' | 'rejected') => (value: unknown) => {
    const { promise, state } = create();
    settle(state, how, value);
    return promise;
  };
  realm.install(BoardPromise, {
    resolve: settledBy('resolved'),
    reject: settledBy('rejected'),
    all(promises: unknown) {
      const { promise, state } = create();
      const list = Array.from(promises as unknown[]);
      const results: unknown[] = new Array(list.length);
      let open = list.length;
      const done = (i: number, value: unknown): void => {
        results[i] = value;
        if (--open === 0) settle(state, 'resolved', realm.array(results));
      };
      if (open === 0) settle(state, 'resolved', realm.array([]));
      for (const [i, item] of list.entries()) {
        const inner = stateOf(item);
        if (inner) wait(inner, { resolved: (v) => done(i, v), rejected: (e) => settle(state, 'rejected', e) });
        else done(i, item);
      }
      return promise;
    },
  });
  realm.install(BoardPromise.prototype, {
    constructor: BoardPromise,
    // biome-ignore lint/suspicious/noThenProperty: this is the class whose method it is
    then(this: unknown, onResolved: unknown, onRejected: unknown) {
      return then(this, onResolved, onRejected);
    },
    catch(this: unknown, onRejected: unknown) {
      return then(this, undefined, onRejected);
    },
  });
  realm.install(realm.global, { Promise: BoardPromise });
}
