import type { Table } from './campaign.ts';
import type { CampaignReport } from './run.ts';

export interface ProveReport {
  readonly seed: number;
  readonly commit: string;
  readonly at: string;
  readonly minutes: number;
  readonly node: string;
  readonly clean: boolean;
  readonly campaigns: readonly CampaignReport[];
}

/** The report as a page to read. */
export function toMarkdown(report: ProveReport): string {
  const { seed, commit, at, minutes, node, clean, campaigns } = report;
  return `${[
    '# What was tried, and what was found',
    `Written by \`npm run prove\`. ${clean ? 'Nothing was found.' : 'Findings are listed below.'}`,
    table({
      title: '',
      columns: ['seed', 'commit', 'finished', 'minutes given', 'node'],
      rows: [[seed, commit, at, minutes, node]],
    }),
    `The same again: \`npm run prove -- --seed ${seed} --minutes ${minutes}\`. Chance is seeded; the order in which concurrent requests meet is the machine's own.`,
    table({
      title: '',
      columns: ['campaign', 'claim it tries to break', 'seconds', 'findings'],
      rows: campaigns.map(({ title, claim, seconds, findings }) => [title, claim, seconds, findings.length]),
    }),
    ...campaigns.flatMap(section),
  ].join('\n\n')}\n`;
}

function section({ title, counters, findings, tables = [], notes = [] }: CampaignReport): readonly string[] {
  return [
    `## ${title}`,
    Object.keys(counters).length === 0
      ? 'Nothing was counted.'
      : table({ title: '', columns: ['tried', 'number'], rows: Object.entries(counters) }),
    findings.length === 0
      ? 'No findings.'
      : table({
          title: 'Findings',
          columns: ['claim', 'what happened', 'where'],
          rows: findings.map(({ claim, what, where = '' }) => [claim, what, where]),
        }),
    ...tables.map(table),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
  ];
}

function table({ title, columns, rows }: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  const lines = [line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(line)];
  return `${title ? `### ${title}\n\n` : ''}${lines.join('\n')}`;
}

function cell(value: string | number): string {
  return String(value).replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}
