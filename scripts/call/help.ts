// The services in the help of `npm run call`: all with a line each, or one with what it accepts.
import { fileURLToPath } from 'node:url';
import { loadBoard, type PinData } from '../bundle/board.ts';
import { exampleLine } from '../model/example.ts';
import { type Field, type Service, servicesOf } from '../model/services.ts';
import { acceptsOf, doesOf, KINDS } from '../model/words.ts';

/** The board that examples are of. */
const BOARD = 'esp32-devkit-v1';

/** All services of this project, or the one of this name. Rejects where there is none. */
export async function helpOn(name: string | undefined): Promise<string> {
  const services = servicesOf(fileURLToPath(new URL('../..', import.meta.url)));
  return name === undefined ? servicesHelp(services) : serviceHelp(name, services, (await loadBoard(BOARD)).pins);
}

/** A line for each service. */
export function servicesHelp(services: readonly Service[]): string {
  return `Services; SetPin --help says what SetPin accepts:\n${aligned(services.map(({ name, does }) => [name, does]))}`;
}

/** One service: its parameters, its answer, an example. Throws an Error that names the services where there is none of this
 *  name. */
export function serviceHelp(name: string, services: readonly Service[], pins: readonly PinData[]): string {
  const service = services.find((one) => one.name === name);
  if (!service) throw new Error(`no service "${name}": ${services.map((one) => one.name).join(', ')}`);
  const { kind, does, input, output } = service;
  return [
    `${name}: ${does} It ${KINDS[kind]}.`,
    section('Parameters', input, ({ optional }) => (optional ? ' (may be missing)' : '')),
    section('Answer', output, () => ''),
    `Example:\n  ${exampleLine(service, pins)}`,
  ].join('\n\n');
}

function section(title: string, fields: Service['input'], more: (field: Field) => string): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const accepts =
      title === 'Answer' && field.type === 'pin' ? 'the pin, as it was given' : `${acceptsOf(field)}${more(field)}`;
    return [name, doesOf(field) ? `${accepts}. ${doesOf(field)}` : accepts] as const;
  });
  return `${title}:${rows.length > 0 ? `\n${aligned(rows)}` : ' none'}`;
}

function aligned(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`).join('\n');
}
