// QueryThingModel: a product's thing model, as ThingModelJson.
import { thingModelJson } from '../../model/thingModelJson.ts';
import type { ModelRecord } from '../../store/store.ts';
import { ActionError } from '../errors.ts';
import { type Action, namedProduct } from './action.ts';

const nameOf = ({ functionBlockId, functionBlockName }: ModelRecord) => ({
  functionBlockId,
  functionBlockName: functionBlockName ?? functionBlockId,
});

/** QueryThingModel: the default module, or the one of FunctionBlockId. A product without a model has an empty one.
 *  ModelVersion is passed over: there is one version. */
export const queryThingModel: Action = async (params, { store }) => {
  const { productKey } = namedProduct(params, store);
  const functionBlockId = params.optional('FunctionBlockId') ?? '';
  const modules = store.models(productKey);
  const model = modules.get(functionBlockId);
  if (!model && functionBlockId) {
    const message = `product ${productKey} has no module ${functionBlockId}`;
    throw new ActionError('iot.common.InvalidFormattedParameter', message);
  }
  const others = [...modules.values()].filter((one) => one.functionBlockId !== '').map(nameOf);
  const found = model ?? { functionBlockId, tsl: '{}' };
  const ThingModelJson = thingModelJson(productKey, found.tsl, nameOf(found), others);
  return { Success: true, ProductKey: productKey, Data: { ThingModelJson } };
};
