// What is to be called, from what was typed: the parameters in their types.
import type { Service } from '../model/services.ts';
import { declaredServices } from './declared.ts';
import type { CommandLine } from './flags.ts';
import { noService } from './hints.ts';
import { describe, serviceNames } from './known.ts';
import type { Answer, Transport } from './transport.ts';
import { paramsOf, readTyped, strangerIn, type Typed } from './values.ts';

/** One call, ready to be made by any way. */
export interface Ask {
  readonly service: string;
  readonly params: Record<string, unknown>;
  readonly make: (transport: Transport) => Promise<Answer>;
}

/** What was typed, told apart. Throws an error that says what is accepted. */
export function typedOf({ topic, words }: CommandLine): Typed | undefined {
  return topic !== undefined && words.length === 0 ? undefined : readTyped(words);
}

/** Makes the call of what was typed; without it, a message on the topic. `transport` is asked for a declaration where this
 *  project has none that fits. Rejects with an error that names the parameter or the service. */
export async function askOf(service: string, typed: Typed | undefined, transport: Transport): Promise<Ask> {
  if (typed === undefined)
    return {
      service,
      params: {},
      make: (way) => way.message?.(service) ?? Promise.reject(new Error('no topics here')),
    };
  const params =
    typed.form === 'json' ? typed.params : paramsOf(typed.pairs, await declarationOf(service, typed.pairs, transport));
  return { service, params, make: (way) => way.call(service, params) };
}

/** The declaration by which pairs are typed: this project's, or where it has none or lacks a parameter, the board's. */
async function declarationOf(
  service: string,
  pairs: ReadonlyMap<string, string>,
  transport: Transport,
): Promise<Service> {
  const declared = (await declaredServices()).find(({ name }) => name === service);
  if (declared && strangerIn(pairs, declared) === undefined) return declared;
  try {
    const described = await describe(transport, service);
    if (described) return described;
  } catch (error) {
    // No board says otherwise: this project's declaration it is.
    if (declared) return declared;
    throw error;
  }
  throw new Error(noService(service, await serviceNames(transport)));
}
