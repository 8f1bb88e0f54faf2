// The declared services, with what their lists and objects hold.
import { type Service as Declared, readServices } from '../bundle/services.ts';
import { readShapes, type Shape } from './shapes.ts';

/** A parameter or result. `shape` is what a list's items are, or what an object is. */
export type Field = Declared['input'][string] & { readonly shape?: Shape | undefined };

/** A service as it is declared. */
export type Service = Omit<Declared, 'input' | 'output'> & {
  readonly input: Readonly<Record<string, Field>>;
  readonly output: Readonly<Record<string, Field>>;
};

/** The services of the project at `root` that the cloud calls by name, in the order of their table. Throws an Error for a
 *  declaration that cannot be read. */
export function servicesOf(root: string): Service[] {
  const shapes = readShapes(root);
  return readServices(root)
    .filter(({ hidden }) => !hidden)
    .map((declared) => {
      const shaped = (side: 'input' | 'output') =>
        Object.fromEntries(
          Object.entries(declared[side]).map(([name, field]) => [
            name,
            { ...field, shape: shapes.get(`${declared.name}.${side}.${name}`) },
          ]),
        );
      return { ...declared, input: shaped('input'), output: shaped('output') };
    });
}
