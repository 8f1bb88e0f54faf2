// The API's actions, by name: one visible table.
import type { Action } from './action.ts';
import { batchGetDeviceState } from './batchGetDeviceState.ts';
import { createProduct } from './createProduct.ts';
import { deleteDevice } from './deleteDevice.ts';
import { getDeviceStatus } from './getDeviceStatus.ts';
import { importThingModelTsl } from './importThingModelTsl.ts';
import { invokeThingService } from './invokeThingService.ts';
import { invokeThingsService } from './invokeThingsService.ts';
import { pub } from './pub.ts';
import { queryDevice } from './queryDevice.ts';
import { queryDeviceDetail } from './queryDeviceDetail.ts';
import { queryDeviceEventData } from './queryDeviceEventData.ts';
import { queryDevicePropertyData } from './queryDevicePropertyData.ts';
import { queryDevicePropertyStatus } from './queryDevicePropertyStatus.ts';
import { queryThingModel } from './queryThingModel.ts';
import { registerDevice } from './registerDevice.ts';
import { rrpc } from './rrpc.ts';
import { setDeviceProperty } from './setDeviceProperty.ts';

/** Every action the cloud answers. Any other is InvalidAction.NotFound. */
export const actions: ReadonlyMap<string, Action> = new Map([
  ['RRpc', rrpc],
  ['InvokeThingService', invokeThingService],
  ['InvokeThingsService', invokeThingsService],
  ['SetDeviceProperty', setDeviceProperty],
  ['QueryDevicePropertyStatus', queryDevicePropertyStatus],
  ['QueryDevicePropertyData', queryDevicePropertyData],
  ['QueryDeviceEventData', queryDeviceEventData],
  ['GetDeviceStatus', getDeviceStatus],
  ['BatchGetDeviceState', batchGetDeviceState],
  ['QueryDeviceDetail', queryDeviceDetail],
  ['QueryDevice', queryDevice],
  ['RegisterDevice', registerDevice],
  ['DeleteDevice', deleteDevice],
  ['CreateProduct', createProduct],
  ['QueryThingModel', queryThingModel],
  ['ImportThingModelTsl', importThingModelTsl],
  ['Pub', pub],
]);
