import { describe, expect, it } from '@jest/globals';
import type { Plugin } from 'vite';
import { type Budget, keepBudgets } from '#web/budget.ts';

const CODE = 'console.log("a page");'.repeat(20);

const chunk = (fileName: string, code: string, imports: readonly string[] = [], isEntry = false) => ({
  type: 'chunk',
  fileName,
  name: fileName.replace('.js', ''),
  code,
  imports,
  isEntry,
  moduleIds: [],
});

function build(budgets: readonly Budget[]): readonly string[] {
  const bundle = {
    'entry.js': chunk('entry.js', CODE, ['shared.js'], true),
    'shared.js': chunk('shared.js', CODE),
    'later.js': chunk('later.js', CODE),
  };
  const errors: string[] = [];
  const plugin = keepBudgets(budgets) as Plugin & {
    generateBundle(this: { error(text: string): void }, options: unknown, files: unknown): void;
  };
  plugin.generateBundle.call({ error: (text) => void errors.push(text) }, {}, bundle);
  return errors;
}

describe('the budgets of the build', () => {
  it('count what is fetched before sign-in: the entry and everything it imports, and nothing later', () => {
    const seen: string[] = [];
    build([
      {
        part: 'first',
        kilobytes: 100,
        holds: (file) => {
          if (file.firstOf.includes('entry')) seen.push(file.fileName);
          return file.firstOf.includes('entry');
        },
      },
    ]);
    expect(seen).toEqual(['entry.js', 'shared.js']);
  });

  it('fail the build by name and number when a part is too heavy', () => {
    const errors = build([
      { part: 'the entry', kilobytes: 0.01, holds: ({ firstOf }) => firstOf.length > 0 },
      { part: 'the rest', kilobytes: 100, holds: ({ firstOf }) => firstOf.length === 0 },
    ]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/the entry: \d+\.\d kB of 0\.01 kB/);
    expect(errors[0]).not.toContain('the rest');
  });
});
