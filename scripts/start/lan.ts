// The address by which a board on the network reaches this computer, and the broker's door there.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { listen } from '../listen.ts';

/** Networks between programs of this computer, which no board is in. */
const INSIDE = /^(lo|docker|br-|veth|virbr|vmnet|vbox|tun|tap|utun|wg|zt|tailscale|awdl|llw|bridge)/i;
/** Addresses of home and office networks. RFC 1918. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/** This computer's IPv4 addresses that a board may reach, the likeliest first. */
export function boardAddresses(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
      .map(({ address }) => ({ address, rank: Number(INSIDE.test(name)) * 2 + Number(!PRIVATE.test(address)) })),
  );
  return found.sort((a, b) => a.rank - b.rank).map(({ address }) => address);
}

/** An open door. */
export interface Door {
  readonly port: number;
  /** Ends its connections and frees the port. */
  close(): Promise<void>;
}

/** Lets connections to `host` through to a port of this computer's own, so that the broker is all that the network sees of the
 *  cloud. Rejects, naming the port, where it cannot listen there. */
export async function openDoor(host: string, port: number, to = port): Promise<Door> {
  const open = new Set<Socket>();
  const server: Server = createServer((board) => {
    const broker = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [board, broker],
      [broker, board],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const taken = await listen(server, host, port, 'MQTT');
  return {
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
