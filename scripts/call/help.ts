// The services in the help of `npm run call`: all with a line each, or one with what it accepts.
import type { PinData } from '../bundle/board.ts';
import { exampleLine, exampleOf } from '../model/example.ts';
import type { Field, Service } from '../model/services.ts';
import { acceptsOf, doesOf, KINDS } from '../model/words.ts';
import { inColumns } from './columns.ts';
import { didYouMean } from './near.ts';
import { fittingPins, type KnownPin } from './pins.ts';

/** A line for each service, broken where a terminal of `columns` ends. */
export function servicesHelp(services: readonly Service[], columns?: number): string {
  const rows = services.map(({ name, does }) => [name, does]);
  return `Services; SetPin --help says what SetPin accepts:\n${inColumns(rows, columns, '  ')}`;
}

/** One service: its parameters, its answer, an example. Throws an Error that names the services where there is none of this
 *  name. */
export function serviceHelp(
  name: string,
  services: readonly Service[],
  pins: readonly KnownPin[],
  columns?: number,
): string {
  const service = services.find((one) => one.name === name);
  if (!service) {
    const names = services.map((one) => one.name);
    throw new Error(`no service "${name}": ${names.join(', ')}${didYouMean(name, names)}`);
  }
  const { kind, does, input, output } = service;
  return [
    `${name}: ${does} It ${KINDS[kind]}.`,
    section('Parameters', input, columns, ({ type, accepts, optional }) => {
      const fitting = type === 'pin' ? fittingPins(accepts, pins) : [];
      return `${optional ? ' (may be missing)' : ''}${fitting.length > 0 ? `: ${fitting.join(', ')}` : ''}`;
    }),
    section('Answer', output, columns, () => ''),
    examples(service, pins),
  ].join('\n\n');
}

/** The same call in both forms, where it has parameters. */
function examples(service: Service, pins: readonly KnownPin[]): string {
  // What an example is made of: the pins' names and kinds.
  const data = pins as readonly PinData[];
  const pairs = Object.entries(exampleOf(service, data)).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return /^[\w.:-]+$/.test(text) ? `${name}=${text}` : `'${name}=${text}'`;
  });
  const short = `npm run call -- ${[service.name, ...pairs].join(' ')}`;
  return pairs.length === 0 ? `Example:\n  ${short}` : `Examples:\n  ${short}\n  ${exampleLine(service, data)}`;
}

function section(
  title: string,
  fields: Service['input'],
  columns: number | undefined,
  more: (field: Field) => string,
): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const accepts =
      title === 'Answer' && field.type === 'pin' ? 'the pin, as it was given' : `${acceptsOf(field)}${more(field)}`;
    return [name, doesOf(field) ? `${accepts}. ${doesOf(field)}` : accepts] as const;
  });
  return `${title}:${rows.length > 0 ? `\n${inColumns(rows, columns, '  ')}` : ' none'}`;
}
