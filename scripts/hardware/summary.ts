// The page that a person reads: what the board is, how it did, theme by theme, and what was not seen on it.
import { byTheme, countOf, describeCount, type Facts, type Result } from './result.ts';

/** One page of Markdown. */
export function toMarkdown(facts: Facts, results: readonly Result[], themes: readonly string[]): string {
  const groups = byTheme(results, themes);
  const sections = [
    `# Hardware suite: ${describeCount(countOf(results))}`,
    table(['', ''], [...facts]),
    table(
      ['Theme', 'passed', 'failed', 'not seen', 'seconds'],
      groups.map(([theme, group]) => {
        const { passed, failed, 'not seen': missed } = countOf(group);
        const ms = group.filter(({ partOf }) => partOf === undefined).reduce((sum, one) => sum + one.ms, 0);
        return [theme, `${passed}`, `${failed}`, `${missed}`, (ms / 1000).toFixed(1)];
      }),
    ),
    ...section('Failed', results, 'failed'),
    ...section('Not seen on this board', results, 'not seen'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, results: readonly Result[], outcome: Result['outcome']): string[] {
  const found = results.filter((result) => result.outcome === outcome);
  if (found.length === 0) return [];
  const lines = found.map(({ theme, name, partOf, why = '' }) => {
    // What was looked for is in the reason, too.
    const whose = outcome === 'not seen' ? (partOf ?? name) : name;
    return `- ${plain(`${theme}, ${whose}`)}: ${outcome === 'not seen' ? 'not seen: ' : ''}${plain(why)}`;
  });
  return [`## ${title}\n\n${lines.join('\n')}`];
}

/** A table whose columns line up as plain text too. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, i) => Math.max(3, ...all.map((row) => row[i]?.length ?? 0)));
  const isFigure = (i: number) => i > 0 && rows.length > 0 && rows.every((row) => /^[\d.]+$/.test(row[i] ?? ''));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, i) => (isFigure(i) ? (row[i] ?? '').padStart(width) : (row[i] ?? '').padEnd(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (isFigure(i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(all[0] ?? []), rule, ...all.slice(1).map(line)].join('\n');
}

/** Text in one line of Markdown. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim().slice(0, 400);
}
