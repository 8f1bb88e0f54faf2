/** Espruino's utility timer: the pulses of digitalPulse, and PWM by software. It sets levels on its own, whatever the
 *  program does in between. */
import type { Clock } from './clock.ts';

/** The timer's part in the pins. */
export interface UtilTimer {
  /** Whether the timer has something to do to the pin. */
  isBusy(pin: number): boolean;
  /** The edges of digitalPulse that come later, with times that are numbers, in ms; those that are not above 0 make no
   *  edge. Where a pulse is under way, they are put behind it. */
  pulse(pin: number, level: boolean, times: readonly number[]): void;
  /** Begins or changes PWM, `frequency` in Hz; a duty of 0 or 1 ends it, and everything else on the pin. */
  pwm(pin: number, duty: number, frequency: number): void;
  /** Whether PWM by software was begun on the pin and not ended by its mode. */
  isPwm(pin: number): boolean;
  /** Ends all on the pin, and sets it low: what a change of its mode does. */
  endPwm(pin: number): void;
  /** The program wrote a level: PWM comes back after at most a period. */
  written(pin: number): void;
  /** Waits until nothing is left: `digitalPulse(pin, 1, 0)`. The sandbox's clock stands still for as long. */
  finish(): void;
  /** Stops. */
  stop(): void;
}

interface Edge {
  readonly due: number;
  readonly run: () => void;
  readonly cancel: () => void;
}

/** What the timer does to a pin: `output` as the program's own writes, negation included. */
export interface TimerOutputs {
  output(pin: number, level: boolean): void;
  modulate(pin: number, duty: number, frequency: number): void;
}

/** Makes the timer. */
export function createUtilTimer(clock: Clock, outputs: TimerOutputs): UtilTimer {
  const edges = new Map<number, Edge[]>();
  const soft = new Map<number, { duty: number; frequency: number }>();
  const marked = new Set<number>();
  const resuming = new Set<() => void>();

  function add(pin: number, due: number, level: boolean): void {
    const run = (): void => {
      edges.set(
        pin,
        (edges.get(pin) ?? []).filter((other) => other !== edge),
      );
      outputs.output(pin, level);
    };
    const edge: Edge = { due, run, cancel: clock.after(due - clock.now(), run) };
    edges.set(pin, [...(edges.get(pin) ?? []), edge]);
  }
  function clear(pin: number): void {
    for (const edge of edges.get(pin) ?? []) edge.cancel();
    edges.delete(pin);
    soft.delete(pin);
  }

  return {
    isBusy: (pin) => soft.has(pin) || (edges.get(pin)?.length ?? 0) > 0,
    pulse(pin, level, times) {
      let due = edges.get(pin)?.at(-1)?.due ?? clock.now();
      let next = level;
      for (const ms of times) {
        next = !next;
        if (!(ms > 0)) continue;
        due += ms;
        add(pin, due, next);
      }
    },
    pwm(pin, duty, frequency) {
      marked.add(pin);
      if (duty <= 0 || duty >= 1) {
        clear(pin);
        outputs.output(pin, duty >= 0.5);
        return;
      }
      soft.set(pin, { duty, frequency });
      outputs.modulate(pin, duty, frequency);
    },
    isPwm: (pin) => marked.has(pin),
    endPwm(pin) {
      marked.delete(pin);
      clear(pin);
      outputs.output(pin, false);
    },
    written(pin) {
      const pwm = soft.get(pin);
      if (!pwm) return;
      const cancel = clock.after(1000 / pwm.frequency, () => {
        resuming.delete(cancel);
        const now = soft.get(pin);
        if (now) outputs.modulate(pin, now.duty, now.frequency);
      });
      resuming.add(cancel);
    },
    finish() {
      const all = [...edges.values()].flat().sort((a, b) => a.due - b.due);
      for (const edge of all) {
        edge.cancel();
        edge.run();
      }
    },
    stop() {
      for (const pin of [...edges.keys()]) clear(pin);
      for (const cancel of resuming) cancel();
      resuming.clear();
      soft.clear();
    },
  };
}
