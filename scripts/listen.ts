// Listening on a port, with an error that names it.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Listens and resolves with the port, which is a free one for 0. Rejects, naming the port, when it cannot. */
export function listen(server: Server, host: string, port: number, what: string): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    return Promise.reject(new Error(`${what} port must be 0..65535, not ${port}`));
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(new Error(explain(error, host, port, what), { cause: error }));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      // Running out of file handles, for one, is reported here: the next connection may work again.
      server.on('error', () => {});
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, '127.0.0.1', 0, 'a free');
  server.close();
  await once(server, 'close');
  return port;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, what: string): string {
  if (error.code === 'EADDRINUSE')
    return `${what} port ${port} is in use on ${host}: choose another, or 0 for a free one`;
  if (error.code === 'EACCES')
    return `${what} port ${port} needs more rights: choose one above 1023, or 0 for a free one`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return `${host} is not an address of this computer`;
  return `${what} port ${port} on ${host}: ${error.message}`;
}
