import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvText } from '#lambdas/contract/csv.ts';
import { ARTEFACTS, type Control } from './control.ts';
import { MISSING } from './missing.ts';
import type { MutationReport } from './mutation-report.ts';
import { lineOf } from './places.ts';
import { readMe } from './read-me.ts';
import { componentsOf, cycloneDx, purlOf } from './software.ts';
import type { EvidenceSources, LogEvidence } from './sources.ts';
import type { RuleResult } from './template.ts';
import type { TestResult } from './test-results.ts';

export interface Evidence {
  /** Text by path in the folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Why a reader must not take all of it for shown; empty when every row says so. */
  readonly gaps: readonly string[];
}

/** A row of index.csv: one thing that somebody can look at. */
interface Row {
  readonly requirements: readonly string[];
  readonly control: string;
  readonly kind: 'source' | 'test' | 'mutation' | 'rule' | 'artefact' | 'missing';
  readonly item: string;
  readonly result: string;
  readonly sha256?: string;
  readonly command?: string;
  /** Why this row does not show what it should. */
  readonly gap?: string;
}

/** Files of the repository that are artefacts as they are. */
const COPIED = {
  permissions: 'test/infra/golden/permissions.md',
  golden: 'test/infra/golden/template.json',
  proved: 'docs/prove-report.md',
} as const satisfies Partial<Record<keyof typeof ARTEFACTS, string>>;

/** Makes every file but the sums and their signature. The same sources give the same bytes, the time in index.csv apart. */
export function makeEvidence(sources: EvidenceSources): Evidence {
  const { root, controls, log } = sources;
  const artefacts = new Map<string, string>([
    ...Object.entries(COPIED).map(([name, file]) => [pathOf(name), textOf(root, file)] as const),
    ...Object.entries(sources.template.parts).map(([part, stacks]) => [pathOf(part), json(stacks)] as const),
    ...softwareFiles(sources),
    [ARTEFACTS.rules, ruleTable(sources.template.rules)],
    [ARTEFACTS.tests, testTable(sources)],
    [ARTEFACTS.mutations, mutationTable(sources.mutations)],
    [ARTEFACTS.dataFlow, dataFlow(root)],
    ...('missing' in log ? [] : logFiles(log)),
  ]);
  const rows = [
    ...controls.flatMap((control) => rowsOf(control, sources, artefacts)),
    ...MISSING.map(
      ({ requirements, item, from }): Row => ({
        requirements,
        control: '',
        kind: 'missing',
        item,
        result: 'MISSING',
        command: from,
      }),
    ),
  ];
  const gaps = rows.flatMap(({ gap }) => gap ?? []);
  const unique = [
    ...new Set([
      ...(sources.commit.id === '' ? ['no commit is known'] : []),
      ...(sources.commit.isChanged ? ['files differ from the commit'] : []),
      ...gapsOf(log),
      ...gaps,
    ]),
  ];
  const files = [
    ['README.md', readMe(sources, unique)] as const,
    ['index.csv', indexOf(rows, sources.at)] as const,
    ...artefacts,
  ];
  return { files: new Map(files.sort(([a], [b]) => (a < b ? -1 : 1))), gaps: unique };
}

function logFiles({ verifierKey, checkpoint }: LogEvidence): readonly (readonly [string, string])[] {
  return [
    ['log/verifier-key.txt', `${verifierKey}\n`],
    ...(checkpoint === undefined ? [] : ([['log/checkpoint', checkpoint]] as const)),
  ];
}

function gapsOf(log: EvidenceSources['log']): readonly string[] {
  if ('missing' in log) return log.isFinding ? [log.missing] : [];
  return log.isSigned === false ? ['the newest checkpoint is not signed with the key of the log'] : [];
}

/** The sums of all files, as `sha256sum` writes and checks them. */
export function sumsOf(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, text]) => `${sha256(text)}  ${path}\n`).join('');
}

function rowsOf(
  control: Control,
  sources: EvidenceSources,
  artefacts: ReadonlyMap<string, string>,
): readonly Row[] {
  const { root } = sources;
  const row = (kind: Row['kind'], item: string, result: string, more: Partial<Row> = {}): Row => ({
    requirements: control.requirements,
    control: control.does,
    kind,
    item,
    result,
    ...more,
  });
  return [
    ...control.places.map((place) =>
      row('source', `${place.file}:${lineOf(root, place)}`, 'found', {
        sha256: sha256(textOf(root, place.file)),
        command: `git show ${sources.commit.id || 'HEAD'}:${place.file}`,
      }),
    ),
    ...control.tests.map((file) => {
      const result = sources.tests.get(file);
      return row('test', file, wordsOf(result), {
        sha256: sha256(textOf(root, file)),
        command: `npm test -- ${file}`,
        ...(isPassed(result) ? {} : { gap: `${file}: ${wordsOf(result)}` }),
      });
    }),
    ...control.mutations.map((check) => {
      const result = mutationResult(sources.mutations, check);
      return row('mutation', check, result.words, {
        command: `npm run mutate -- "${check}"`,
        ...(result.isGap ? { gap: `mutations of "${check}": ${result.words}` } : {}),
      });
    }),
    ...(control.rules ?? []).map((id) => {
      const result = sources.template.rules.find((rule) => rule.id === id);
      const words = ruleWords(result);
      return row('rule', id, words, {
        command: 'npm test -- test/infra/validation.test.ts',
        ...(result && result.open.length === 0 ? {} : { gap: `rule ${id}: ${words}` }),
      });
    }),
    ...control.artefacts.map((name) =>
      row('artefact', ARTEFACTS[name], 'in this folder', {
        sha256: sha256(artefacts.get(ARTEFACTS[name]) ?? ''),
        command: 'npm run evidence',
      }),
    ),
  ];
}

function indexOf(rows: readonly Row[], at: string): string {
  return csvText([
    ['requirement', 'control', 'kind', 'item', 'result', 'sha256', 'command or source', 'collected at'],
    ...rows.map(({ requirements, control, kind, item, result, sha256: hash = '', command = '' }) => [
      requirements.join(' '),
      control,
      kind,
      item,
      result,
      hash,
      command,
      at,
    ]),
  ]);
}

function isPassed(result: TestResult | undefined): boolean {
  return result !== undefined && result.failed === 0 && result.passed > 0;
}

function wordsOf(result: TestResult | undefined): string {
  if (!result) return 'not run';
  const { passed, failed, skipped } = result;
  const more = skipped > 0 ? `, ${skipped} skipped` : '';
  return failed > 0 ? `FAILED: ${failed} of ${passed + failed}${more}` : `passed ${passed}${more}`;
}

/** Not run is a gap a reader is told of in the row; one that nobody noticed is one of the evidence. */
function mutationResult(report: MutationReport | undefined, check: string) {
  const tried = report?.mutations.filter((mutation) => mutation.check === check) ?? [];
  if (tried.length === 0) return { words: 'not run', isGap: false };
  const noticed = tried.filter(({ result }) => result === 'noticed').length;
  return {
    words:
      noticed === tried.length
        ? `noticed ${noticed} of ${noticed}`
        : `SURVIVED: ${tried.length - noticed} of ${tried.length}`,
    isGap: noticed < tried.length,
  };
}

function ruleWords(rule: RuleResult | undefined): string {
  if (!rule) return 'not run';
  if (rule.open.length > 0) return `OPEN: ${rule.open.length}`;
  return rule.accepted.length === 0
    ? 'no finding'
    : `no open finding, ${rule.accepted.length} accepted with a reason`;
}

function ruleTable(rules: readonly RuleResult[]): string {
  return csvText([
    ['rule', 'requirement', 'finds', 'result', 'where', 'reason'],
    ...rules.flatMap((rule) => {
      const row = (result: string, path = '', reason = '') => [
        rule.id,
        rule.requirements.join(' '),
        rule.info,
        result,
        path,
        reason,
      ];
      const found = [
        ...rule.open.map((path) => row('OPEN', path)),
        ...rule.accepted.map(({ path, reason }) => row('accepted', path, reason)),
      ];
      return found.length > 0 ? found : [row('no finding')];
    }),
  ]);
}

function testTable({ controls, tests }: EvidenceSources): string {
  const files = [...new Set(controls.flatMap((control) => control.tests))].sort();
  return csvText([['test file', 'result'], ...files.map((file) => [file, wordsOf(tests.get(file))])]);
}

function mutationTable(report: MutationReport | undefined): string {
  return csvText([
    ['check', 'what was broken', 'file', 'result'],
    ...(report?.mutations.map(({ check, what, file, result }) => [check, what, file, result]) ?? [
      ['', '', '', 'not run'],
    ]),
  ]);
}

function softwareFiles({ root, modules, versions }: EvidenceSources): readonly (readonly [string, string])[] {
  const of = { handlers: componentsOf(root, modules.handlers), page: componentsOf(root, modules.page) };
  const version = versions['agent-assist-pay'] ?? '';
  const rows = Object.entries(of).flatMap(([bundle, components]) =>
    components.map((component) => [bundle, purlOf(component), component.licence || 'unknown']),
  );
  return [
    [ARTEFACTS.handlers, json(cycloneDx({ name: 'agent-assist-pay-handlers', version }, of.handlers))],
    [ARTEFACTS.page, json(cycloneDx({ name: 'agent-assist-pay-page', version }, of.page))],
    [ARTEFACTS.licences, csvText([['bundle', 'package', 'licence'], ...rows])],
  ];
}

/** The drawings of the documents, with where each is from. */
function dataFlow(root: string): string {
  const drawings = ['docs/pci-scope.md', 'docs/architecture.md'].flatMap((file) =>
    [...textOf(root, file).matchAll(/```mermaid\n[\s\S]*?```\n/g)].map(
      ([drawing]) => `## ${file}\n\n${drawing}`,
    ),
  );
  return `# Data flow\n\n${drawings.join('\n')}`;
}

function pathOf(name: string): string {
  return ARTEFACTS[name as keyof typeof ARTEFACTS];
}

function textOf(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
