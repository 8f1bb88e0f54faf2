// Which names have certainly been declared at a point of a function: sets that branches copy and joins intersect.
import type { Binding } from './scopes.ts';

/** Names certainly declared; 'never' at a point that execution does not reach. */
export type Declared = ReadonlySet<Binding> | 'never';

/** Declared at the start of a function: nothing. What exists from the start (`Binding.kind` 'given') is not kept. */
export const NOTHING: Declared = new Set();

/** After the declaration of `binding` has run. */
export function withDeclared(before: Declared, binding: Binding): Declared {
  return before === 'never' || before.has(binding) ? before : new Set(before).add(binding);
}

/** Where several ways meet, only what each of them declares is certain. */
export function meet(ways: readonly Declared[]): Declared {
  const [first, ...others] = ways.filter((way) => way !== 'never');
  if (!first) return 'never';
  return new Set([...first].filter((binding) => others.every((way) => way.has(binding))));
}

/** After one thing and then another, as after a `finally`. */
export function both(one: Declared, other: Declared): Declared {
  return one === 'never' || other === 'never' ? 'never' : new Set([...one, ...other]);
}

/** Whether a use of `binding` at this point is safe. */
export function isDeclared(at: Declared, binding: Binding): boolean {
  return at === 'never' || at.has(binding);
}
