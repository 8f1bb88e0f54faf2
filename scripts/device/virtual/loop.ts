/** The interpreter's idle loop: watches, timers, sockets, queued events, then the report of what went wrong. */
import type { Realm } from './realm.ts';

/** One part of a turn. Answers true when it did something, so that another turn follows at once. */
export type Step = () => boolean;

/** What a callback may be in Espruino: a function, a list of them, or source text. */
export type Callback = unknown;

/** The loop that runs every callback of the board. */
export interface Loop {
  /** Adds a part of the turn; parts run in the order they were added, before the queued events. */
  addStep(step: Step): void;
  /** Queues a callback for the end of the turn (`jsiQueueEvents`). */
  queue(target: unknown, callback: Callback, args: readonly unknown[]): void;
  /** Calls back now. What it throws is kept for the end of the turn, as the interpreter keeps it. */
  call(target: unknown, callback: Callback, args: readonly unknown[]): void;
  /** Remembers an exception for the end of the turn; a later one of the same turn takes its place. */
  fail(exception: unknown): void;
  /** Takes what was remembered, so that it is not reported. */
  takeFailure(): { readonly exception: unknown } | undefined;
  /** Reports what was remembered, as the end of a turn and of the boot code does (`jsiCheckErrors`). */
  checkErrors(): void;
  /** Runs after the turn, outside every callback: reset, load, reboot. */
  afterTurn(todo: () => void): void;
  /** Asks for a turn soon. */
  wake(): void;
  /** Resolves when no turn is due. */
  settled(): Promise<void>;
  /** Skips the remaining listeners of the event being delivered (`E.stopEventPropagation`). */
  stopPropagation(): void;
  /** Holds every turn back, as a callback that does not return does; `false` lets them go on. */
  hold(isHeld: boolean): void;
  /** Ends the loop for good; nothing is called afterwards. */
  stop(): void;
}

/** Makes a loop. `report` is told, once a turn, of an exception that nothing caught; `guard` runs what calls the bundle. */
export function createLoop(
  realm: Realm,
  report: (exception: unknown) => void,
  guard: (work: () => void) => void = (work) => work(),
): Loop {
  const steps: Step[] = [];
  let events: { target: unknown; callback: Callback; args: readonly unknown[] }[] = [];
  let todos: (() => void)[] = [];
  let failure: { exception: unknown } | undefined;
  let scheduled: NodeJS.Immediate | undefined;
  const waiting: (() => void)[] = [];
  let stopped = false;
  let propagationStopped = false;
  let held = false;

  function invoke(target: unknown, callback: Callback, args: readonly unknown[]): void {
    if (stopped || propagationStopped) return;
    if (Array.isArray(callback)) {
      invokeEach(target, callback, args);
      return;
    }
    try {
      if (typeof callback === 'function') Reflect.apply(callback, target ?? realm.global, [...args]);
      else if (typeof callback === 'string') realm.run(callback, 'event');
    } catch (exception) {
      loop.fail(exception);
    }
  }

  /** Calls a list of listeners as the interpreter walks it: the next one is fetched before a listener runs, so it is
   *  called even if that listener removes it, and the walk ends there. `on` makes a new list: added ones wait. */
  function invokeEach(target: unknown, list: readonly unknown[], args: readonly unknown[]): void {
    let at = 0;
    while (at < list.length) {
      const isLast = at + 1 >= list.length;
      const next = list[at + 1];
      invoke(target, list[at], args);
      if (isLast) return;
      const where = Array.prototype.indexOf.call(list, next);
      if (where < 0) {
        invoke(target, next, args);
        return;
      }
      at = list[at + 1] === next ? at + 1 : where;
    }
  }

  function turn(): void {
    scheduled = undefined;
    if (!held) {
      guard(run);
      // Outside the guard: they may begin another run.
      const due = todos;
      todos = [];
      for (const todo of due) if (!stopped) todo();
    }
    if (!scheduled) for (const resolve of waiting.splice(0)) resolve();
  }

  function run(): void {
    let busy = false;
    for (const step of steps) {
      if (stopped) return;
      if (step()) busy = true;
    }
    while (events.length > 0 && !stopped) {
      busy = true;
      const [event, ...rest] = events;
      events = rest;
      if (event) loop.call(event.target, event.callback, event.args);
    }
    loop.checkErrors();
    if (busy) loop.wake();
  }

  const loop: Loop = {
    addStep: (step) => void steps.push(step),
    queue(target, callback, args) {
      if (callback === undefined || callback === null) return;
      events.push({ target, callback, args });
      loop.wake();
    },
    call(target, callback, args) {
      invoke(target, callback, args);
      propagationStopped = false;
    },
    fail(exception) {
      failure = { exception };
      loop.wake();
    },
    takeFailure() {
      const taken = failure;
      failure = undefined;
      return taken;
    },
    checkErrors() {
      const taken = loop.takeFailure();
      if (taken && !stopped) report(taken.exception);
    },
    afterTurn(todo) {
      todos.push(todo);
      loop.wake();
    },
    wake() {
      if (!stopped && !scheduled) scheduled = setImmediate(turn);
    },
    settled: () =>
      new Promise((resolve) => {
        if (scheduled) waiting.push(resolve);
        else resolve();
      }),
    stopPropagation() {
      propagationStopped = true;
    },
    hold(isHeld) {
      held = isHeld;
      if (!held) loop.wake();
    },
    stop() {
      stopped = true;
      if (scheduled) clearImmediate(scheduled);
      events = [];
      todos = [];
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
  return loop;
}
