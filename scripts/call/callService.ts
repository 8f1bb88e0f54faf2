// One call of a device's service by the official client, from arguments to the device's answer.
import { performance } from 'node:perf_hooks';
import { type ApiTarget, createClient, InvokeThingServiceRequest, RRpcRequest } from './client.ts';
import { CallError, type CallPlace, explainCode, explainThrown } from './errors.ts';
import { isReply, type Reply, readReply } from './reply.ts';

/** Milliseconds beyond the cloud's own timeout that its answer may take to arrive. */
const GRACE_MS = 4000;

/** Which device of which cloud. */
export interface CallTarget extends ApiTarget {
  device: { productKey: string; deviceName: string };
  /** IotInstanceId of the real cloud, where there is one. */
  instance?: string;
}

/** How a call is made. */
export interface CallOptions {
  /** Milliseconds, 1000..8000; 8000 unless given. */
  timeout?: number;
  /** RRpc with an Alink payload in place of InvokeThingService. */
  rrpc?: boolean;
  /** RRpc on this custom topic, whole: `/{productKey}/{deviceName}/...`. Implies `rrpc`. */
  topic?: string;
}

/** A device's answer, whatever its code. */
export interface CallResult extends Reply {
  /** Decimal int64; null where the official client has rounded it (RRpc). */
  messageId: string | null;
  /** Milliseconds, from the request to the answer at the caller. */
  ms: number;
}

/** A device's answer to a message on a custom topic. */
export interface MessageResult {
  payload: Buffer;
  messageId: string | null;
  ms: number;
}

/** Calls a service and resolves with the device's answer, also one whose code is not 200. Rejects with CallError when the
 *  device did not answer or the cloud refused; with a plain error for a malformed endpoint or timeout. */
export async function callService(
  target: CallTarget,
  service: string,
  params: Record<string, unknown>,
  options: CallOptions = {},
): Promise<CallResult> {
  if (options.rrpc || options.topic !== undefined) {
    const request = { id: String(Date.now()), version: '1.0', params, method: `thing.service.${service}` };
    const { payload, messageId, ms } = await callMessage(target, Buffer.from(JSON.stringify(request)), options);
    return { ...readReply(payload.toString('utf8')), messageId, ms };
  }
  return invoke(target, service, params, options);
}

/** Sends any bytes by RRpc and resolves with the bytes the device answered. Rejects as callService does. */
export async function callMessage(
  target: CallTarget,
  payload: Buffer,
  options: CallOptions = {},
): Promise<MessageResult> {
  const timeout = timeoutOf(options);
  const place = placeOf(target);
  // The cloud keeps the timeout; the client only must not give up before.
  const client = createClient(target, timeout + GRACE_MS);
  const request = new RRpcRequest({
    ...common(target),
    requestBase64Byte: payload.toString('base64'),
    timeout,
    ...(options.topic === undefined ? {} : { topic: options.topic }),
  });
  const started = performance.now();
  const { body } = await explained(place, client.rRpc(request));
  const ms = performance.now() - started;
  if (!body.success) throw explainCode(body.code ?? 'UNKNOWN', body.errorMessage ?? '', place);
  if (body.rrpcCode !== 'SUCCESS') throw explainCode(body.rrpcCode ?? 'UNKNOWN', '', place);
  const messageId = Number.isSafeInteger(body.messageId) ? String(body.messageId) : null;
  return { payload: Buffer.from(body.payloadBase64Byte ?? '', 'base64'), messageId, ms };
}

async function invoke(
  target: CallTarget,
  service: string,
  params: Record<string, unknown>,
  options: CallOptions,
): Promise<CallResult> {
  // The cloud's own timeout of a sync service is fixed at 8 s; a shorter one ends the waiting here.
  const timeout = timeoutOf(options);
  const place = placeOf(target);
  const client = createClient(target, options.timeout === undefined ? timeout + GRACE_MS : timeout);
  const request = new InvokeThingServiceRequest({
    ...common(target),
    identifier: service,
    args: JSON.stringify(params),
  });
  const started = performance.now();
  const { body } = await explained(place, client.invokeThingService(request));
  const ms = performance.now() - started;
  const messageId = body.data?.messageId ?? null;
  const result = body.data?.result ?? '{}';
  if (body.success && isReply(result)) return { ...readReply(result), messageId, ms };
  if (body.success) return { code: 200, data: parse(result), messageId, ms };
  const code = Number(body.code);
  if (!Number.isInteger(code)) throw explainCode(body.code ?? 'UNKNOWN', body.errorMessage ?? '', place);
  if (isReply(result)) return { ...readReply(result), messageId, ms };
  return { code, data: parse(result), message: body.errorMessage ?? '', messageId, ms };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CallError('BAD_REPLY', `the device's result is not JSON: ${text.slice(0, 80)}`);
  }
}

async function explained<T>(place: CallPlace, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explainThrown(error, place);
  }
}

function timeoutOf({ timeout = 8000 }: CallOptions): number {
  if (Number.isInteger(timeout) && timeout >= 1000 && timeout <= 8000) return timeout;
  throw new Error(`timeout must be 1000..8000 milliseconds, not ${timeout}`);
}

function common({ device, instance }: CallTarget): Record<string, string> {
  return { ...device, ...(instance === undefined ? {} : { iotInstanceId: instance }) };
}

function placeOf({ endpoint, accessKey, device }: CallTarget): CallPlace {
  return { endpoint, accessKeyId: accessKey.id, device: `${device.productKey},${device.deviceName}` };
}
