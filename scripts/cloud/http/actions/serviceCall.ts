// What InvokeThingService and InvokeThingsService have in common: which service, with which arguments.
import { parseObject } from '../../alink.ts';
import { encodeParameters } from '../../model/encode.ts';
import { ActionError } from '../errors.ts';
import type { Params } from '../params.ts';
import type { ActionContext } from './action.ts';

/** A service's identifier, or `module:identifier`. It becomes part of a topic. */
const IDENTIFIER = /^\w{1,50}(:\w{1,50})?$/;

const FAILED = 'iot.device.InvokeThingServiceFailed';

/** A service to be called. */
export interface ServiceCall {
  identifier: string;
  /** JSON text of an object. */
  args: string;
  callType: 'sync' | 'async';
}

/** Reads Identifier and Args, and checks them against the product's thing model; a product without one has sync services
 *  alone, and its Args go to the device as they are. Throws ActionError iot.device.InvokeThingServiceFailed. */
export function readServiceCall(params: Params, productKey: string, context: ActionContext): ServiceCall {
  const identifier = params.required('Identifier');
  const text = params.required('Args');
  const args = parseObject(text);
  if (!IDENTIFIER.test(identifier)) throw new ActionError(FAILED, `Identifier is not a service's name: ${identifier}`);
  if (!args) throw new ActionError(FAILED, 'Args is not a JSON object');
  const model = context.models.of(productKey);
  if (!model) return { identifier, args: text, callType: 'sync' };
  const fault = model.checkArguments(identifier, args);
  if (fault) throw new ActionError(FAILED, `${fault.message} (${fault.code})`);
  const { inputData = [], callType = 'sync' } = model.services.get(identifier) ?? {};
  return { identifier, args: encodeParameters(inputData, args), callType };
}
