// The official client for tests: every action, under either signature.
import { createRequire } from 'node:module';
import { createClient } from '../../../../scripts/call/client.ts';
import type { Cloud } from '../../../../scripts/cloud/cloud.ts';
import { target } from '../help.ts';
import { rpcParams } from './signing.ts';

const require = createRequire(import.meta.url);

/** The official client's request classes. */
export const iot = require('@alicloud/iot20180120') as typeof import('@alicloud/iot20180120');

/** The two ways to sign. */
export const signatures = ['acs3', 'v2'] as const;

/** The official client for a cloud. */
export function officialClient(cloud: Cloud, signature: (typeof signatures)[number] = 'acs3') {
  return createClient({ ...target(cloud), signature }, 12_000);
}

/** What an action answers to a request signed by hand, for parameters the official client has no member for. */
export async function signedByHand(
  cloud: Cloud,
  action: string,
  values: Record<string, string>,
): Promise<Record<string, unknown> & { Success?: boolean; Code?: string; ErrorMessage?: string; Data?: Members }> {
  const query = new URLSearchParams(rpcParams(action, values));
  return (await fetch(`http://127.0.0.1:${cloud.httpPort}/?${query}`)).json() as Promise<Record<string, never>>;
}

type Members = Record<string, unknown>;
