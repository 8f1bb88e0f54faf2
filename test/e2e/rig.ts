// What the end-to-end tests stand on: a local cloud on free ports, the built bundle on a board, and the official client.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type CallOptions,
  type CallResult,
  type CallTarget,
  callMessage,
  callService,
} from '../../scripts/call/callService.ts';
import { type Cloud, type CloudOptions, startCloud } from '../../scripts/cloud/cloud.ts';
import type { CloudEvents } from '../../scripts/cloud/events.ts';
import type { Device, DeviceOptions, PinChange } from '../../scripts/device/device.ts';
import { findInterpreter, startEspruino } from '../../scripts/device/espruino.ts';
import { startVirtualBoard, type VirtualBoard } from '../../scripts/device/virtual/board.ts';
import { type Heard, hear } from '../support/heard.ts';

export { type Heard, hear } from '../support/heard.ts';

/** The boards that the same cases run on. */
export type Kind = 'virtual' | 'espruino';

/** Why the cases cannot run on this kind of board here; undefined where they can. */
export function missing(kind: Kind): string | undefined {
  if (kind === 'virtual' || findInterpreter() !== undefined) return undefined;
  return 'not run: no Espruino interpreter here (ESPRUINO names none)';
}

/** The device and the caller of the tests. */
export const DEVICE = { productKey: 'a1Bcd', deviceName: 'lamp', deviceSecret: '0123456789abcdef0123456789abcdef' };
export const ACCESS_KEY = { id: 'key', secret: 'key-secret' };

const BUNDLE = fileURLToPath(new URL('../../dist/firmware.js', import.meta.url));

/** Starts a board of this kind on the built bundle, its pins' levels visible. */
export async function startBoard(kind: Kind, options: Omit<DeviceOptions, 'bundle'>): Promise<Device | VirtualBoard> {
  assert.ok(existsSync(BUNDLE), 'there is no dist/firmware.js: npm run build');
  const whole = { ...options, bundle: BUNDLE };
  return kind === 'virtual' ? startVirtualBoard(whole) : startEspruino({ ...whole, pins: 'simulated' });
}

/** A cloud on free ports; devices may reconnect as often as they like. */
export async function cloudFor(t: TestContext, options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const base = { mqttPort: 0, httpPort: 0, devices: [DEVICE], accessKeys: [ACCESS_KEY] };
  const cloud = await startCloud({ ...base, connectsPerMinute: Number.POSITIVE_INFINITY, ...options });
  t.after(() => cloud.stop());
  return cloud;
}

/** Every event of a cloud of this name, from now on. */
export function events<K extends keyof CloudEvents>(cloud: Cloud, name: K): Heard<CloudEvents[K]> {
  const heard = hear<CloudEvents[K]>(`event "${name}"`);
  cloud.on(name, heard.add);
  return heard;
}

/** Where the official client finds the device of a cloud. */
export function targetOf(cloud: Cloud): CallTarget {
  const { productKey, deviceName } = DEVICE;
  return { endpoint: `127.0.0.1:${cloud.httpPort}`, accessKey: ACCESS_KEY, device: { productKey, deviceName } };
}

/** `device.json` for a cloud, quick to retry. Members of `change` replace; undefined takes one out. */
export function settingsFor(mqttPort: number, change: Record<string, unknown> = {}): string {
  const retry = { first: 0.1, ceiling: 1 };
  return JSON.stringify({ ...DEVICE, host: '127.0.0.1', port: mqttPort, retry, ...change });
}

/** A board and what it says. */
export interface Bench {
  board: Device;
  lines: Heard<string>;
  pins: Heard<PinChange>;
}

/** Boots a board with this `device.json`, or with none; it is off after the test. */
export async function boot(t: TestContext, kind: Kind, deviceJson?: string): Promise<Bench> {
  const lines = hear<string>('line on the console');
  const pins = hear<PinChange>('change of a pin');
  const board = await startBoard(kind, {
    storage: deviceJson === undefined ? {} : { 'device.json': deviceJson },
    onLine: lines.add,
    onPin: pins.add,
  });
  t.after(() => board.stop());
  return { board, lines, pins };
}

/** A cloud with a board that listens for calls. */
export interface Rig extends Bench {
  cloud: Cloud;
  /** Calls a service by the official client. */
  call(service: string, params?: Record<string, unknown>, options?: CallOptions): Promise<CallResult>;
  /** Sends text by RRpc and resolves with the text answered. */
  send(message: string, options?: CallOptions): Promise<string>;
}

/** Starts a cloud and a board, and waits until it listens. */
export async function rigFor(
  t: TestContext,
  kind: Kind,
  { settings = {}, cloud: options = {} }: { settings?: Record<string, unknown>; cloud?: Partial<CloudOptions> } = {},
): Promise<Rig> {
  const cloud = await cloudFor(t, options);
  const subscribed = events(cloud, 'subscribed');
  const bench = await boot(t, kind, settingsFor(cloud.mqttPort, settings));
  await subscribed.find(({ refused }) => refused.length === 0);
  const target = targetOf(cloud);
  return {
    ...bench,
    cloud,
    call: (service, params = {}, options) => callService(target, service, params, options),
    send: async (message, options) =>
      (await callMessage(target, Buffer.from(message), options)).payload.toString('utf8'),
  };
}

/** What the answer says, without its message id and time. */
export function answer({ code, data, message }: CallResult): Record<string, unknown> {
  return message === undefined ? { code, data } : { code, data, message };
}
