// What the services' declarations say for people, for the call form: no board carries it.
import { fileURLToPath } from 'node:url';
import type { ServiceWords } from './protocol.ts';

/** The words by service. Read at the first call; the sources are read by the compiler, which is slow to load. */
export async function serviceWords(): Promise<Record<string, ServiceWords>> {
  const { servicesOf } = await import('../../model/services.ts');
  const { doesOf } = await import('../../model/words.ts');
  const services = servicesOf(fileURLToPath(new URL('../../..', import.meta.url)));
  return Object.fromEntries(
    services.map(({ name, does, input }) => [
      name,
      { does, input: Object.fromEntries(Object.entries(input).map(([param, field]) => [param, doesOf(field)])) },
    ]),
  );
}
