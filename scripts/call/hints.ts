// What would have been right, for a call that the board refused: asked of the board, or read out of its own words.
import { describe, serviceNames } from './known.ts';
import { didYouMean, nearest } from './near.ts';
import type { Outcome } from './outcome.ts';
import type { Transport } from './transport.ts';

/** What a call was. */
export interface Asked {
  readonly service: string;
  readonly params: Record<string, unknown>;
}

/** A line that adds to the board's own message what would have been right; undefined where it says all there is to say. */
export async function hintOn(outcome: Outcome, asked: Asked, transport: Transport): Promise<string | undefined> {
  const { code, message } = outcome;
  try {
    if (code === 100404 && message.startsWith('no service')) return await serviceHint(asked, transport);
    if (code === 460 && / is missing\b/.test(message)) return await strangerHint(asked, transport);
  } catch {
    // The board went away meanwhile: its own message stands.
    return undefined;
  }
  if (code === 460 || code === 100423) return wordHint(message, asked.params);
  return undefined;
}

async function serviceHint({ service }: Asked, transport: Transport): Promise<string> {
  return noService(service, await serviceNames(transport));
}

/** The line for a service that is not on the board, which has those of `names`. */
export function noService(service: string, names: readonly string[]): string {
  return `no service "${service}" on this board: ${names.join(', ')}${didYouMean(service, names)}`;
}

/** A parameter is missing: one that the service does not have may be the one that was meant. */
async function strangerHint({ service, params }: Asked, transport: Transport): Promise<string | undefined> {
  const declared = await describe(transport, service);
  const names = Object.keys(declared?.input ?? {});
  const strangers = Object.keys(params).filter((name) => !names.includes(name));
  const [stranger] = strangers.filter((name) => nearest(name, names) !== undefined).concat(strangers);
  if (!declared || stranger === undefined) return undefined;
  return `${service} has no parameter "${stranger}": ${names.join(', ')}${didYouMean(stranger, names)}`;
}

/** Finds what was meant in the board's message: it quotes what was given, and lists what it accepts. */
function wordHint(message: string, params: Asked['params']): string | undefined {
  const [, given, list] =
    /"([^"]*)" is not on this board: (.+)$/.exec(message) ?? /"([^"]*)" is no \w+: (.+)$/.exec(message) ?? [];
  const [, choices, wrong] = /must be (".+"), not "([^"]*)"$/.exec(message) ?? [];
  const [, key = '', some] = /^(\w+) must be one of (.+)$/.exec(message) ?? [];
  const named = params[key];
  const names =
    (list ?? some)?.split(', ') ?? choices?.split(' or ').map((choice) => choice.replace(/^"|"$/g, '')) ?? [];
  const word = given ?? wrong ?? (Object.hasOwn(params, key) ? named : undefined);
  if (typeof word !== 'string') return undefined;
  const [, number] = /^(?:D|GPIO|IO)(\d{1,2})$/i.exec(word) ?? [];
  if (list !== undefined && number !== undefined)
    return `a pin is given by its name, or by its number alone: ${number}`;
  const name = nearest(word, names);
  return name === undefined || name === word ? undefined : `did you mean ${name}?`;
}
