import { describe, expect, it } from '@jest/globals';
import type { Finding } from './campaign.ts';
import { type ProveReport, toMarkdown } from './report.ts';
import type { CampaignReport } from './run.ts';

const campaign = (name: string, more: Partial<CampaignReport> = {}): CampaignReport => ({
  name,
  title: name,
  claim: 'nothing breaks',
  seconds: 2,
  counters: { tries: 3 },
  findings: [],
  ...more,
});

function report(...campaigns: readonly CampaignReport[]): ProveReport {
  return {
    seed: 20261122,
    commit: 'abc1234',
    at: '2026-01-01T00:00:00.000Z',
    minutes: 5,
    node: 'v20',
    clean: campaigns.every(({ findings }) => findings.length === 0),
    campaigns,
  };
}

const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));
const attempts = (count: number) => ({
  title: 'Attempts',
  columns: ['attempt', 'outcome'],
  rows: many(count, (index) => [`attempt ${index}`, '403']),
});
const findings = (count: number, of: string): readonly Finding[] =>
  many(count, (index) => ({ claim: 'none', what: `${of} finding ${index}.`, where: 'sink' }));
const linesOf = (text: string) => text.trimEnd().split('\n');

describe('the report of a run', () => {
  it('stays within 80 lines, whatever was tried, and still names run and findings', () => {
    const full = (name: string) =>
      campaign(name, {
        counters: Object.fromEntries(many(30, (index) => [`count ${index}`, index * 1000])),
        findings: findings(9, name),
        tables: [attempts(4), attempts(5000)],
        notes: many(5, (index) => `note ${index}\nof ${name}`),
      });
    const text = toMarkdown(report(...many(20, (index) => full(`c${index}`))));
    expect(linesOf(text).length).toBeLessThanOrEqual(80);
    expect(text).toContain('| 20261122 | abc1234 |');
    expect(text).toContain('Findings: 180, listed below.');
    for (const name of ['c0', 'c1', 'c2', 'c3']) {
      for (const { what } of findings(9, name)) expect(text).toContain(`| ${name} | none | ${what} | sink |`);
    }
    expect(text).toContain('| and 144 more in the JSON | | | |');
    expect(text).toContain('| and 8 more in the JSON | | | | |');
    expect(text).toContain('- and 94 more in the JSON');
    expect(text).toContain('c19: Attempts (5,000)');
  });

  it('counts per campaign, gives the tables that fit, and names those that do not', () => {
    const counters = { attempts: 5000, kills: 2 };
    const tables = [attempts(5000), { ...attempts(3), title: 'Outcomes' }];
    const text = toMarkdown(report(campaign('forgery', { counters, tables })));
    expect(text).toContain('Nothing was found.');
    expect(text).toContain('| forgery | nothing breaks | attempts: 5,000; kills: 2 | 2 | 0 |');
    expect(text).toContain(
      '## forgery: Outcomes\n\n| attempt | outcome |\n| --- | --- |\n| attempt 0 | 403 |',
    );
    expect(text).toMatch(/^Only in the JSON .*: forgery: Attempts \(5,000\)\.$/m);
    expect(text).not.toContain('more in the JSON');
  });

  it('fills 80 lines and no more', () => {
    const sizes = many(80, (rows) =>
      linesOf(toMarkdown(report(campaign('a', { tables: [attempts(rows)] })))),
    );
    expect(Math.max(...sizes.map(({ length }) => length))).toBeGreaterThanOrEqual(78);
    expect(Math.max(...sizes.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('writes what was found as a table that no cell can break out of', () => {
    const found = { claim: 'c', what: 'a | b <script>\nc', where: 'sink' };
    expect(toMarkdown(report(campaign('a', { findings: [found] })))).toContain(
      '| a | c | a \\| b &lt;script> c | sink |',
    );
  });
});
