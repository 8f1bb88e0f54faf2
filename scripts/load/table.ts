// What load runs came to, as lines for a terminal or rows of a Markdown table.
import { thousands } from '../bundle/budget.ts';
import type { Spread } from './figures.ts';
import type { LoadFigures, LoadOptions } from './run.ts';

/** How a table is written: its head, and one line a run. */
export interface Table {
  head(options: Omit<LoadOptions, 'devices'>): string[];
  line(options: LoadOptions, figures: LoadFigures): string;
}

const ms = (time: number) => time.toFixed(1);

/** What is in front of the devices, in words. */
function place({ broker, gateways }: Pick<LoadOptions, 'broker' | 'gateways'>): string {
  const which = broker === 'embedded' ? 'embedded' : broker === 'mosquitto' ? 'Mosquitto' : `port ${broker}`;
  return broker === 'embedded' ? which : `${which}, ${gateways} gateway${gateways > 1 ? 's' : ''}`;
}

/** For a terminal: columns, and what went wrong behind them. */
export const columns: Table = {
  head: (options) => [
    `${place(options)}; at most: ${options.concurrency} calls at once; steady: ${options.rate ?? 'half as many'} a second; times in ms`,
    '  devices   most/s steady/s    all p50     p99  gateway p50  p99  board p50    p99',
  ],
  line({ devices }, { most, steady }) {
    const spread = ({ p50, p99 }: Spread) => `${ms(p50).padStart(7)} ${ms(p99).padStart(7)}`;
    const counts = [devices, most.perSecond, steady.perSecond].map((n) => thousands(Math.round(n)).padStart(9));
    const wrong = [most, steady].flatMap(({ failed }) => Object.entries(failed)).map(([why, n]) => ` ${n} x ${why}`);
    const times = [steady.total, steady.gateway, steady.board].map(spread).join('  ');
    return `${counts.join('')}  ${times}${wrong.join(',')}`;
  },
};

/** For a page: the same as Markdown. Rows of several commands may follow one head. */
export const markdown: Table = {
  head: () => [
    '| Broker | Devices | Calls a second, most | Steady | Gateway p50, p99 | Board p50, p99 | All p50, p99 | Failed |',
    '|---|---|---|---|---|---|---|---|',
  ],
  line(options, { most, steady }) {
    const spread = ({ p50, p99 }: Spread) => `${ms(p50)}, ${ms(p99)} ms`;
    const counts = [options.devices, most.perSecond, steady.perSecond].map((n) => thousands(Math.round(n)));
    const failed = [most, steady].flatMap((figures) => Object.values(figures.failed)).reduce((sum, n) => sum + n, 0);
    const cells = [place(options), ...counts, ...[steady.gateway, steady.board, steady.total].map(spread), failed];
    return `| ${cells.join(' | ')} |`;
  },
};
