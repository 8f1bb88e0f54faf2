// ImportThingModelTsl: a product's thing model, given as TSL.
import { readTsl, TslError } from '../../model/tsl.ts';
import { ActionError } from '../errors.ts';
import { type Action, namedProduct } from './action.ts';

/** ImportThingModelTsl, in place of the module's older TSL. From then on arguments and properties are checked against it.
 *  TslUrl is not read, as on the platform. No code of the platform's is known for malformed TSL:
 *  iot.common.InvalidFormattedParameter names the member. */
export const importThingModelTsl: Action = async (params, { store, clock }) => {
  const { productKey, aliyunCommodityCode } = namedProduct(params, store);
  if (aliyunCommodityCode !== 'iothub_senior')
    throw new ActionError('iot.prod.NotSeniorProduct', `product ${productKey} is of the kind that has no thing model`);
  const tsl = params.required('TslStr');
  const functionBlockId = params.optional('FunctionBlockId') ?? '';
  if (!/^\w{0,30}$/.test(functionBlockId)) {
    const message = 'FunctionBlockId is 30 letters, digits and _ at most';
    throw new ActionError('iot.common.InvalidFormattedParameter', message);
  }
  try {
    readTsl(tsl);
  } catch (error) {
    if (error instanceof TslError)
      throw new ActionError('iot.common.InvalidFormattedParameter', `TslStr: ${error.message}`);
    throw error;
  }
  const functionBlockName = params.optional('FunctionBlockName');
  const model = { functionBlockId, tsl, savedAt: clock.now() };
  await store.saveModel(productKey, functionBlockName ? { ...model, functionBlockName } : model);
  return { Success: true };
};
