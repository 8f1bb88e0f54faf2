/** How a service is declared, once. The build reads the declaration: on the board it is one line of text, by which the
 *  parameters are checked and the service described; on the computer it becomes the thing model and the help.
 *
 *  The line: `SetPin;s;pin:@output;value:0|1`. The name; what kind it is, `r`eads, `s`ets (safe to repeat) or `a`cts;
 *  each parameter, with `?` where it may be missing, and what it accepts; `=name` for a result declared float, `=`
 *  where a result holds text. */
import type { Call, Entry } from '../link/service.ts';
import type { PinName } from '../pins/table.ts';

/** One parameter or result: what it accepts, as the board's line has it, and what people and the thing model read. */
export interface Field<T> {
  readonly accepts: string;
  readonly type: 'int' | 'float' | 'text' | 'enum' | 'pin' | 'list' | 'object';
  readonly unit?: string | undefined;
  readonly does?: string | undefined;
  readonly optional?: boolean | undefined;
  /** Only for the compiler: what a handler gets. */
  readonly value?: T;
}

/** A whole number from `least` to `most`. */
export function int(least: number, most: number, unit?: string): Field<number> {
  return { accepts: least + '..' + most + (unit ? ' ' + unit : ''), type: 'int', unit: unit };
}

/** A number from `least` to `most`. On the wire it carries a decimal point. */
export function float(least: number, most: number, unit?: string): Field<number> {
  return {
    accepts: least.toFixed(1) + '..' + (most % 1 ? '' + most : most.toFixed(1)) + (unit ? ' ' + unit : ''),
    type: 'float',
    unit: unit,
  };
}

/** 0 or 1. */
export function bit(): Field<number> {
  return { accepts: '0|1', type: 'int' };
}

/** A text of `least` to `most` bytes. */
export function text(least: number, most: number): Field<string> {
  return { accepts: least + '..' + most + ' bytes', type: 'text' };
}

/** A list of `least` to `most` items. */
export function list<T>(least: number, most: number): Field<readonly T[]> {
  return { accepts: least + '..' + most + ' items', type: 'list' };
}

/** One of these texts. */
export function oneOf<T extends string>(first: T, second: T, third?: T): Field<T> {
  return {
    accepts: [first, second, third]
      .filter((one) => one)
      .map((one) => '"' + one + '"')
      .join('|'),
    type: 'enum',
  };
}

/** A pin of the board that can do this, by name or number: `output`, `input`, `pin` for either, `duty`, `servo`,
 *  `analog`. */
export function pin(can: 'output' | 'input' | 'pin' | 'duty' | 'servo' | 'analog'): Field<PinName> {
  return { accepts: '@' + can, type: 'pin' };
}

/** Any object: only for results, and for parameters that their service checks itself. */
export function object<T>(): Field<T> {
  return { accepts: '{}', type: 'object' };
}

/** The same, but it may be missing. */
export function optional<T>(field: Field<T>): Field<T> & { readonly optional: true } {
  return {
    accepts: field.accepts,
    type: field.type,
    unit: field.unit,
    does: field.does,
    optional: true,
  };
}

/** The same, with a line for people. It stays on the computer. */
export function says<F extends Field<unknown>>(field: F, does: string): F {
  (field as { does?: string }).does = does;
  return field;
}

type Fields = { readonly [name: string]: Field<unknown> };
type Optional<F extends Fields> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];
type Of<F> = F extends Field<infer T> ? T : never;

/** What a handler gets for these fields. */
export type Values<F extends Fields> = { readonly [K in Exclude<keyof F, Optional<F>>]: Of<F[K]> } & {
  readonly [K in Optional<F>]?: Of<F[K]>;
};

/** A service as it is declared. */
export interface Declaration<I extends Fields, O extends Fields> {
  readonly name: string;
  /** It only reads; it sets, and may be repeated; it acts, once each time. */
  readonly kind: 'read' | 'set' | 'act';
  /** One sentence for people. It stays on the computer. */
  readonly does: string;
  readonly input: I;
  readonly output: O;
  /** Left out of ListServices and of the thing model's services: the link asks for it by itself. */
  readonly hidden?: boolean;
}

/** A declared service. What the handler gets has been checked; it answers as link/service.ts says. Where the declaration has
 *  no words for all that its parameters must be, `checks` is true, and the handler is asked twice: first without `later`, when it
 *  throws its refusals and does nothing. So a Batch is checked whole before its first operation is done. */
export function service<I extends Fields, O extends Fields>(
  declaration: Declaration<I, O>,
  run: (input: Values<I>, later: (() => Call) | undefined) => Values<O> | undefined,
  checks: true,
): Entry;
export function service<I extends Fields, O extends Fields>(
  declaration: Declaration<I, O>,
  run: (input: Values<I>, later: () => Call) => Values<O> | undefined,
): Entry;
export function service(declaration: Declaration<Fields, Fields>, run: unknown, checks?: boolean): Entry {
  return [lineOf(declaration), run as Entry[1], checks];
}

/** The line of a declaration. */
export function lineOf(declaration: Declaration<Fields, Fields>): string {
  const input = declaration.input;
  const output = declaration.output;
  return [declaration.name, declaration.kind[0]]
    .concat(
      Object.keys(input).map((name) => name + (input[name].optional ? '?:' : ':') + input[name].accepts),
      Object.keys(output)
        .filter((name) => output[name].type === 'float')
        .map((name) => '=' + name),
      Object.keys(output).some((name) => ['text', 'list', 'object'].indexOf(output[name].type) >= 0) ? ['='] : [],
    )
    .join(';');
}

/** The name of a declared service. */
function nameOf(entry: Entry): string {
  return entry[0].split(';')[0];
}

/** Finds a service by its name; undefined for none. Without a name it gives all names. */
export interface Table {
  (name: string): Entry | undefined;
  (): string[];
}

/** Makes the table of services. On the board the build writes it as one function, so that a service stays in flash until
 *  it is asked for. */
export function table(entries: readonly Entry[]): Table {
  return ((name?: string) =>
    name === undefined ? entries.map(nameOf) : entries.filter((entry) => nameOf(entry) === name)[0]) as Table;
}
