// The cloud's ports: those asked for, or the usual ones, or the next that are free.
import { type Cloud, type CloudOptions, startCloud } from '../cloud/cloud.ts';

/** A port for devices and one for the API. */
export interface Ports {
  mqtt: number;
  http: number;
}

/** The ports that people expect. */
export const USUAL_PORTS: Ports = { mqtt: 1883, http: 8080 };

/** How many ports in use are passed over before giving up. */
const TRIES = 50;

/** Starts a cloud on the ports in `wanted`. For one that is left out, on the usual one or the next that is free. Rejects as
 *  startCloud does, for a port in use only when it was asked for. */
export async function startCloudNear(
  options: Omit<CloudOptions, 'mqttPort' | 'httpPort'>,
  wanted: Partial<Ports>,
  usual: Ports = USUAL_PORTS,
): Promise<Cloud> {
  let { mqtt, http } = { ...usual, ...wanted };
  for (let tries = 0; ; tries++) {
    try {
      return await startCloud({ ...options, mqttPort: mqtt, httpPort: http });
    } catch (error) {
      const taken = portInUse(error);
      if (tries < TRIES && taken === mqtt && wanted.mqtt === undefined) mqtt++;
      else if (tries < TRIES && taken === http && wanted.http === undefined) http++;
      else throw error;
    }
  }
}

/** The port that an error of `listen` found in use. */
function portInUse(error: unknown): number | undefined {
  const { code, port } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException & { port?: number };
  return code === 'EADDRINUSE' ? port : undefined;
}
