// CreateProduct: a product, under a key of its own.
import { PRODUCTS } from '../../limits.ts';
import { newProduct } from '../../store/fresh.ts';
import { ActionError } from '../errors.ts';
import type { Params } from '../params.ts';
import type { Action, ActionContext } from './action.ts';

/** Characters of a product's description. */
const DESCRIPTION = 100;

/** CreateProduct. Devices sign in by their secret, so AuthType is `secret`. */
export const createProduct: Action = async (params, context) => {
  const { store, clock } = context;
  const productName = readName(params, context);
  const nodeType = params.integer('NodeType', { min: 0, max: 1 }, undefined, 'iot.prod.InvalidNodeType');
  const dataFormat = params.integer('DataFormat', { min: 0, max: 1 }, 1);
  const aliyunCommodityCode = params.optional('AliyunCommodityCode') || 'iothub_senior';
  if (!['iothub_senior', 'iothub'].includes(aliyunCommodityCode)) {
    const message = 'AliyunCommodityCode must be iothub_senior or iothub';
    throw new ActionError('iot.prod.InvalidAliyunCommodityCode', message);
  }
  const authType = params.optional('AuthType') || 'secret';
  if (authType !== 'secret')
    throw new ActionError(
      'iot.common.InvalidFormattedParameter',
      'AuthType must be secret: devices sign in by it here',
    );
  const description = params.optional('Description');
  if (description !== undefined && description.length > DESCRIPTION)
    throw new ActionError('iot.prod.LongProductDesc', `Description is ${DESCRIPTION} characters at most`);
  const protocolType = params.optional('ProtocolType');
  const product = {
    ...newProduct(productName, clock.now()),
    ...{ nodeType, dataFormat, aliyunCommodityCode },
    ...(description === undefined ? {} : { description }),
    ...(protocolType === undefined ? {} : { protocolType }),
  };
  await store.saveProduct(product);
  const { productKey } = product;
  const Data = {
    ProductKey: productKey,
    ProductName: productName,
    ProductSecret: product.productSecret,
    NodeType: nodeType,
    DataFormat: dataFormat,
    AliyunCommodityCode: aliyunCommodityCode,
    AuthType: authType,
    Description: description,
    ProtocolType: protocolType,
    Id2: false,
  };
  return { Success: true, ProductKey: productKey, Data };
};

function readName(params: Params, { store }: ActionContext): string {
  const name = params.required('ProductName', true);
  if (name === '') throw new ActionError('iot.prod.NullProductName', 'ProductName is empty');
  // A Chinese character counts two.
  const length = [...name].reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);
  if (length < 4 || length > 30 || !/^[\p{Script=Han}\w@()（）-]+$/u.test(name)) {
    const message = 'ProductName must be 4..30 letters, digits, Chinese characters (each two) and _ - @ ( )';
    throw new ActionError('iot.prod.InvalidFormattedProductName', message);
  }
  const products = store.products();
  if (products.some(({ productName }) => productName === name))
    throw new ActionError('iot.prod.AlreadyExistedProductName', `there is a product named ${name} already`);
  if (products.length >= PRODUCTS)
    throw new ActionError('iot.prod.ProductCountExceedMax', `${PRODUCTS} products at most`);
  return name;
}
