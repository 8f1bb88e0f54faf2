// What there is to call: as the board in reach says it, or as this project's files have it.
import { loadBoard } from '../bundle/board.ts';
import type { Service } from '../model/services.ts';
import { declaredServices } from './declared.ts';
import { readLine } from './line.ts';
import { FITTING, type KnownPin, knownPins } from './pins.ts';
import type { Transport } from './transport.ts';

/** The board that is meant where none is in reach. */
const BOARD = 'esp32-devkit-v1';

/** Services and pins. `device` is whose they are; undefined for those of this project's files. */
export interface Known {
  readonly device: string | undefined;
  readonly board: string;
  readonly services: readonly Service[];
  readonly pins: readonly KnownPin[];
}

/** What the project's files say. */
export async function declaredKnown(): Promise<Known> {
  const { pins } = await loadBoard(BOARD);
  return { device: undefined, board: BOARD, services: await declaredServices(), pins: knownPins(pins) };
}

/** What the board in reach says: its services by ListServices, those that this project does not declare by DescribeService
 *  too; its pins by its file here, which GetInfo names, or where it has none here, by asking. Rejects where it does not
 *  answer. */
export async function askKnown(transport: Transport): Promise<Known> {
  const names = await serviceNames(transport);
  const declared = await declaredServices();
  const services: Service[] = [];
  for (const name of names) {
    const service = declared.find((one) => one.name === name) ?? (await describe(transport, name));
    services.push(service ?? { name, kind: 'act', does: '', input: {}, output: {} });
  }
  const { data } = await transport.call('GetInfo', {});
  const board = text(member(data, 'board'));
  const file = await loadBoard(board).catch(() => undefined);
  const pins = file ? knownPins(file.pins) : await askPins(transport, services);
  return { device: transport.device, board, services, pins };
}

/** What the board in reach says, or where it does not answer, what the project's files say. */
export async function knownFrom(transport: Transport | undefined): Promise<Known> {
  if (!transport) return declaredKnown();
  return askKnown(transport).catch(declaredKnown);
}

/** The names of the board's services, by ListServices. Rejects where it does not say them. */
export async function serviceNames(transport: Transport): Promise<string[]> {
  const { data, code } = await transport.call('ListServices', {});
  const names = member(data, 'services');
  if (code !== 200 || !Array.isArray(names)) throw new Error(`${transport.device} does not list its services`);
  return names.filter((name) => typeof name === 'string');
}

/** A service as the board declares it, by DescribeService; undefined where it has none of this name. */
export async function describe(transport: Transport, service: string): Promise<Service | undefined> {
  const { code, data } = await transport.call('DescribeService', { service });
  return code === 200 ? readLine(text(member(data, 'line'))) : undefined;
}

/** The pins of a board whose file is not here. A call for a pin of no name moves nothing: its refusal names those that the
 *  service would take. */
async function askPins(transport: Transport, services: readonly Service[]): Promise<KnownPin[]> {
  const pins = new Map<string, KnownPin>();
  // By the most special word first: a PWM pin is an output too.
  for (const accepts of ['@servo', '@analog', '@duty', '@input', '@output']) {
    const service = services.find(({ input }) => Object.values(input)[0]?.accepts === accepts);
    const [name] = Object.keys(service?.input ?? {});
    const [kind] = FITTING[accepts] ?? [];
    if (!service || name === undefined || kind === undefined) continue;
    const { code, message = '' } = await transport.call(service.name, { [name]: '' });
    const [, list = ''] = /is not on this board: (.*)$/.exec(code === 200 ? '' : message) ?? [];
    for (const pin of list.split(', ')) if (pin !== '' && !pins.has(pin)) pins.set(pin, { name: pin, kind });
  }
  return [...pins.values()];
}

function member(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
