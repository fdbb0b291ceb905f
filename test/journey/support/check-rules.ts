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
 * The rules of WCAG 2.2 AA the page breaks as it stands, each with the elements at fault. The tool is evaluated by the
 * debugger, so the page's own security policy stays as strict as in production.
 */
export async function brokenRules(page: Page, only?: readonly string[]): Promise<readonly string[]> {
  if (only?.length === 0) return [];
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const options: RunOptions = {
    runOnly: only ? { type: 'rule', values: [...only] } : { type: 'tag', values: TAGS },
    resultTypes: ['violations'],
  };
  // Told in the page: on its way out of the browser every part of axe's report would be checked and copied.
  return page.evaluate(async (chosen) => {
    const { axe } = globalThis as WithAxe;
    if (!axe) throw new Error('No axe.');
    const { violations } = await axe.run(document, chosen);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
    );
  }, options);
}
