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

/** Short enough to read to the end. The JSON of the same run has the rest. */
const MAX_LINES = 80;
/** Together they leave room within {@link MAX_LINES} for the lines around them. */
const MOST = { campaigns: 12, findings: 36, notes: 6 };

/** The report as a page of at most 80 lines, however much was tried: counts, findings, and the tables that fit. */
export function toMarkdown(report: ProveReport): string {
  const { seed, commit, at, minutes, node, clean, campaigns } = report;
  const findings = campaigns.flatMap(({ title, findings }) => findings.map((found) => ({ title, ...found })));
  const lines = [
    '# What was tried, and what was found',
    '',
    `Written by \`npm run prove\`. ${clean ? 'Nothing was found.' : `Findings: ${findings.length}, listed below.`}`,
    '',
    ...table(['seed', 'commit', 'finished', 'minutes given', 'node'], [[seed, commit, at, minutes, node]]),
    '',
    `To repeat the run: \`npm run prove -- --seed ${seed} --minutes ${minutes}\`. The seed fixes every random choice; the order in which concurrent requests meet depends on the machine.`,
    '',
    ...table(
      ['campaign', 'claim it tries to break', 'tried', 'seconds', 'findings'],
      campaigns.map(({ title, claim, counters, seconds, findings }) => [
        title,
        claim,
        Object.entries(counters)
          .map(([what, number]) => `${what}: ${number.toLocaleString('en')}`)
          .join('; ') || 'nothing was counted',
        seconds,
        findings.length,
      ]),
      MOST.campaigns,
    ),
  ];
  if (findings.length > 0) {
    const rows = findings.map(({ title, claim, what, where = '' }) => [title, claim, what, where]);
    lines.push('', '## Findings', '');
    lines.push(...table(['campaign', 'claim', 'what happened', 'where'], rows, MOST.findings));
  }
  const notes = campaigns.flatMap(({ notes = [] }) => notes);
  if (notes.length > 0) lines.push('', ...bounded(notes.map(cell), MOST.notes).map((note) => `- ${note}`));
  return `${[...lines, ...tablesThatFit(campaigns, MAX_LINES - lines.length)].join('\n')}\n`;
}

/** Tables in order while there is room, then one line that names those that only the JSON has. */
function tablesThatFit(campaigns: readonly CampaignReport[], room: number): readonly string[] {
  const lines: string[] = [];
  const left: string[] = [];
  for (const { title: campaign, tables = [] } of campaigns) {
    for (const { title, columns, rows } of tables) {
      const section = ['', `## ${campaign}: ${cell(title)}`, '', ...table(columns, rows)];
      if (lines.length + section.length + 2 <= room) lines.push(...section);
      else left.push(`${campaign}: ${cell(title)} (${rows.length.toLocaleString('en')})`);
    }
  }
  if (left.length > 0)
    lines.push('', `Only in the JSON that \`npm run prove\` writes next to its report: ${left.join('; ')}.`);
  return lines;
}

function table(columns: Table['columns'], rows: Table['rows'], most = rows.length): readonly string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  const blank = columns.slice(1).map(() => ' |');
  return [
    line(columns),
    `| ${columns.map(() => '---').join(' | ')} |`,
    ...bounded(rows.map(line), most, (more) => `| ${more} |${blank.join('')}`),
  ];
}

function bounded(
  lines: readonly string[],
  most: number,
  wording = (more: string) => more,
): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), wording(`and ${lines.length - most} more in the JSON`)];
}

function cell(value: string | number): string {
  return String(value).replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}
