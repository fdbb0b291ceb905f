import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ARTEFACTS } from '#infra/operate/evidence/control.ts';
import { CONTROLS } from '#infra/operate/evidence/controls.ts';
import { lineOf } from '#infra/operate/evidence/places.ts';
import { scopeTable } from '#infra/operate/evidence/scope-table.ts';
import { RULES } from '#infra/rules/pci-dss-401-checks.ts';
import { MUTATIONS } from '#test/security/mutate/mutations.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const named = CONTROLS.map(
  (control) => [`${control.requirements.join(', ')} ${control.gist}`, control] as const,
);

describe.each(named)('%s', (_, { requirements, places, tests, mutations, rules = [], reasons }) => {
  it('is where the table says', () => {
    expect(requirements.filter((number) => !/^\d{1,2}(?:\.\d{1,2}){2,3}$/.test(number))).toEqual([]);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(lineOf(ROOT, place)).toBeGreaterThan(0);
    if (reasons !== undefined) expect(existsSync(join(ROOT, reasons))).toBe(true);
  });

  it('has tests, and each of them is there', () => {
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((test) => !/\.test\.tsx?$/.test(test) || !existsSync(join(ROOT, test)))).toEqual([]);
  });

  it('turns a test red when it is taken away from any of its files', () => {
    const broken = MUTATIONS.filter(({ check }) => mutations.includes(check));

    expect(mutations.filter((check) => !broken.some((mutation) => mutation.check === check))).toEqual([]);
    expect(places.filter(({ file }) => !broken.some((mutation) => mutation.file === file))).toEqual([]);
  });

  it('names rules that are in the pack', () => {
    expect(rules.filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([]);
  });
});

describe('the table of controls', () => {
  it('has a control for every rule of the pack, and a use for every artefact', () => {
    const inControls = new Set(CONTROLS.flatMap(({ rules = [] }) => rules));
    const used = new Set(CONTROLS.flatMap(({ artefacts }) => artefacts));
    const ofAll = ['rules', 'tests'];

    expect(RULES.map(({ id }) => id).filter((id) => !inControls.has(id))).toEqual([]);
    expect(
      Object.keys(ARTEFACTS).filter((name) => !used.has(name as never) && !ofAll.includes(name)),
    ).toEqual([]);
  });

  it('is what docs/pci-scope.md shows', () => {
    const file = join(ROOT, 'docs/pci-scope.md');
    const table = /(?<=## Requirement, control, test\n\n)\|[\s\S]*?\n(?=\n)/;
    const text = readFileSync(file, 'utf8');
    if (process.env.UPDATE_GOLDEN)
      writeFileSync(
        file,
        text.replace(table, () => scopeTable(CONTROLS)),
      );

    expect(readFileSync(file, 'utf8').match(table)?.[0]).toBe(scopeTable(CONTROLS));
  });

  it('is wrong when what it quotes is gone, or there twice', () => {
    const find = (quote: string) => () => lineOf(ROOT, { file: 'infra/protected-log.ts', quote });

    expect(find('RetentionDays.ONE_WEEK')).toThrow('protected-log.ts is not there');
    expect(find('import')).toThrow('protected-log.ts is there more than once');
  });
});
