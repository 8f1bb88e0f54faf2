/** Interlock groups: names in a board's file, numbers in the bundle. */
import type { Board } from '../../../board/lib/define.ts';

/** How many the traits have room for. */
export const INTERLOCK_GROUPS = 15;

/** The groups in the order of the file, each with its pins' names; the first one's number is 1. */
export function groupsOf(board: Board): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, pin] of Object.entries(board.pins)) {
    const group = 'group' in pin ? pin.group : undefined;
    if (typeof group === 'string') groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return groups;
}
