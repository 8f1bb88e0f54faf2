// Reads the services' declarations and prints their words as JSON: a program of its own, see ../words.ts.
import { fileURLToPath } from 'node:url';
import { servicesOf } from '../../../model/services.ts';
import { doesOf } from '../../../model/words.ts';

const services = servicesOf(fileURLToPath(new URL('../../../..', import.meta.url)));
const words = services.map(({ name, does, input }) => [
  name,
  { does, input: Object.fromEntries(Object.entries(input).map(([param, field]) => [param, doesOf(field)])) },
]);
process.stdout.write(JSON.stringify(Object.fromEntries(words)));
