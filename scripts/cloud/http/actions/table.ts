// The API's actions, by name: one visible table.
import type { Action } from './action.ts';
import { invokeThingService } from './invokeThingService.ts';
import { rrpc } from './rrpc.ts';

/** Every action the cloud answers. Any other is InvalidAction.NotFound. */
export const actions: ReadonlyMap<string, Action> = new Map([
  ['RRpc', rrpc],
  ['InvokeThingService', invokeThingService],
]);
