import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './control.ts';

/**
 * The line at which a place's text begins, from 1.
 *
 * @throws Error when the file does not hold the text exactly once: the table no longer says where the control is
 */
export function lineOf(root: string, { file, quote }: Place): number {
  const parts = readFileSync(join(root, file), 'utf8').split(quote);
  if (parts.length !== 2) {
    const found = parts.length === 1 ? 'is not there' : 'is there more than once';
    throw new Error(
      `Failed to find a control: its text in ${file} ${found}. Correct infra/operate/evidence/controls.ts: ${quote}`,
    );
  }
  return (parts[0] ?? '').split('\n').length;
}
