import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The headings of docs/runbook.md, to which alarms and error messages refer. */
export function runbookHeadings(): readonly string[] {
  const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  return [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');
}

/** The headings of the runbook that a text names. */
export function headingsNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]+)" in docs\/runbook\.md/g)].map(([, heading]) => heading ?? '');
}
