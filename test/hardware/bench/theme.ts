/** How a file of cases begins: its theme, on this bench. */
import type { Declare, Theme } from '../../../scripts/hardware/suite.ts';
import { theme } from '../../../scripts/hardware/suite.ts';
import type { Bench } from './bench.ts';

/** Gathers the cases of a file. */
export function cases(name: string, declare: (check: Declare<Bench>) => void): Theme<Bench> {
  return theme(name, declare);
}
