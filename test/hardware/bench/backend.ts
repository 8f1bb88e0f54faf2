/** The cloud that the board under test signs in to: it may be stopped, started again on the same port, and change its mind. */
import type { CallTarget } from '../../../scripts/call/callService.ts';
import { type Cloud, startCloud } from '../../../scripts/cloud/cloud.ts';
import type { CloudEvents } from '../../../scripts/cloud/events.ts';
import { throwAway } from '../../../scripts/start/identity.ts';
import { type Heard, hear } from '../../support/heard.ts';

/** What is kept of a cloud's events, over its restarts. */
const KEPT = ['subscribed', 'refused', 'publish', 'online', 'offline'] as const;
type Kept = { readonly [K in (typeof KEPT)[number]]: Heard<CloudEvents[K]> };

/** The cloud. */
export interface Backend {
  readonly device: ReturnType<typeof throwAway>['device'];
  readonly heard: Kept;
  readonly mqttPort: number;
  /** How the board is called. */
  readonly target: CallTarget;
  /** Ends it; nothing where it is ended. */
  stop(): Promise<void>;
  /** Starts it again, on the same port for boards; nothing where it runs. `secret` other than the board's refuses the board. */
  start(secret?: string): Promise<void>;
}

/** Starts a cloud for one throw-away board. */
export async function startBackend(): Promise<Backend> {
  const { device, accessKey } = throwAway();
  const heard = Object.fromEntries(KEPT.map((name) => [name, hear(`event "${name}"`)])) as unknown as Kept;
  let cloud: Cloud | undefined;
  let mqttPort = 0;
  let httpPort = 0;

  async function start(secret = device.deviceSecret): Promise<void> {
    if (cloud) return;
    const running = await startCloud({
      mqttPort,
      httpPort,
      devices: [{ ...device, deviceSecret: secret }],
      accessKeys: [accessKey],
      // Links are lost far more often here than the platform lets a device come back.
      connectsPerMinute: Number.POSITIVE_INFINITY,
    });
    ({ mqttPort, httpPort } = running);
    for (const name of KEPT) running.on(name, (detail) => (heard[name] as Heard<typeof detail>).add(detail));
    cloud = running;
  }
  await start();
  const { productKey, deviceName } = device;
  return {
    device,
    heard,
    mqttPort,
    target: { endpoint: `127.0.0.1:${httpPort}`, accessKey, device: { productKey, deviceName } },
    start,
    async stop() {
      const running = cloud;
      cloud = undefined;
      await running?.stop();
    },
  };
}
