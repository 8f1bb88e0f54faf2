// Pins as the page has them: which of them a parameter means, and what a level that was heard says of one.
import type { Level, PagePin } from '../cloud/page/protocol.ts';

/** What is known of a pin: logically, 1 is "on" whatever the wire has. */
export interface Reading {
  /** 0 or 1, a duty or a voltage of 0..1. */
  readonly value: number;
  readonly degrees?: number;
  readonly millivolts?: number;
}

/** The kinds of pins that each word of a declaration means. */
const CAN: Readonly<Record<string, readonly PagePin['kind'][]>> = {
  output: ['output', 'pwm'],
  input: ['input'],
  pin: ['output', 'input', 'pwm'],
  duty: ['pwm', 'dac'],
  servo: ['servo'],
  analog: ['adc'],
};

/** The pins that can do this. */
export function pinsThat(can: string, pins: readonly PagePin[]): PagePin[] {
  const kinds = Object.hasOwn(CAN, can) ? (CAN[can] ?? []) : [];
  return pins.filter(({ kind }) => kinds.includes(kind));
}

/** The pin that a level is of. */
export function pinOf({ pin }: Level, pins: readonly PagePin[]): PagePin | undefined {
  if (pin.startsWith('#')) return pins.find((one) => one.pin === Number(pin.slice(1)));
  return pins.find(({ name }) => name === pin) ?? pins.find((one) => String(one.pin) === pin);
}

/** What a level says of its pin: a wire's is turned over where the wire is low when on, a servo's pulse becomes degrees. */
export function readingOf({ pin, value, frequency, degrees, millivolts }: Level, of: PagePin): Reading {
  const isWire = pin.startsWith('#');
  if (of.kind === 'servo') {
    if (degrees !== undefined) return { value, degrees };
    const [at0, at180] = of.us ?? [1000, 2000];
    const us = frequency ? (value / frequency) * 1e6 : at0;
    return { value, degrees: Math.round(Math.min(180, Math.max(0, ((us - at0) / (at180 - at0)) * 180))) };
  }
  const turned = isWire && of.activeLow ? 1 - value : value;
  return { value: turned, ...(millivolts === undefined ? {} : { millivolts }) };
}

/** A reading for people. */
export function readingText(reading: Reading | undefined, { kind, millivolts }: PagePin): string {
  if (!reading) return 'not known';
  const { value } = reading;
  if (kind === 'servo') return reading.degrees === undefined ? 'not known' : `${Math.round(reading.degrees)}\u00b0`;
  const percent = `${Math.round(value * 100)} %`;
  if (kind === 'adc' || kind === 'dac') {
    const mv = reading.millivolts ?? (millivolts === undefined ? undefined : Math.round(value * millivolts));
    return mv === undefined ? percent : `${(mv / 1000).toFixed(2)} V`;
  }
  if (value === 0) return 'off';
  return value === 1 ? 'on' : percent;
}

/** The level that a wire needs for an input to read "on" or "off". */
export function wireLevel(on: boolean, { activeLow }: PagePin): 0 | 1 {
  return on !== activeLow ? 1 : 0;
}
