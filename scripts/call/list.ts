// What there is to call, as lists for people and for programs.
import { acceptsOf } from '../model/words.ts';
import { inColumns } from './columns.ts';
import type { Known } from './known.ts';
import { jsonLine, visible } from './terminal.ts';

/** The services, a line each, broken where a terminal of `columns` ends: `SetPin  pin value  Sets an output, ...`. */
export function servicesList({ services }: Known, json: boolean, columns?: number): string {
  if (json)
    return services
      .map(({ name, kind, does, input }) => {
        const fields = Object.entries(input).map(([key, field]) => [
          key,
          `${acceptsOf(field)}${field.optional ? ' (may be missing)' : ''}`,
        ]);
        return jsonLine({ service: name, kind, does, parameters: Object.fromEntries(fields) });
      })
      .join('\n');
  const rows = services.map(({ name, does, input }) => [visible(name), visible(parametersOf(input)), visible(does)]);
  return inColumns([['service', 'parameters', ''], ...rows], columns);
}

function parametersOf(input: Known['services'][number]['input']): string {
  return Object.entries(input)
    .map(([name, { optional }]) => (optional ? `${name}?` : name))
    .join(' ');
}

/** The pins, a line each: `led  2  output`. */
export function pinsList({ pins }: Known, json: boolean, columns?: number): string {
  if (json)
    return pins
      .map(({ name, pin, kind, more }) => jsonLine({ name, pin: pin ?? null, kind, more: more ?? '' }))
      .join('\n');
  const rows = pins.map(({ name, pin, kind, more }) => [visible(name), String(pin ?? ''), kind, visible(more ?? '')]);
  return inColumns([['pin', 'number', 'kind', ''], ...rows], columns);
}
