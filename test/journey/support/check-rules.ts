import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

type WithAxe = typeof globalThis & {
  axe?: { run(context: Document, options: RunOptions): Promise<AxeResults> };
};

/**
 * The WCAG 2.2 AA rules that the page breaks as it is now, each with the elements at fault. The debugger evaluates
 * the tool, so the page's own security policy stays as strict as in production.
 */
export async function brokenRules(page: Page, only?: readonly string[]): Promise<readonly string[]> {
  if (only?.length === 0) return [];
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const options: RunOptions = {
    runOnly: only ? { type: 'rule', values: [...only] } : { type: 'tag', values: TAGS },
    resultTypes: ['violations'],
  };
  // Summarised inside the page: on the way out of the browser, every part of axe's report would be checked and
  // copied.
  return page.evaluate(async (chosen) => {
    const { axe } = globalThis as WithAxe;
    if (!axe) throw new Error('axe did not load.');
    const { violations } = await axe.run(document, chosen);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
    );
  }, options);
}
