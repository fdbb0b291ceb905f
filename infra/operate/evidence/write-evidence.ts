import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesWithCards } from './card-check.ts';

/**
 * Throws when a folder cannot be written to: somebody's files are in it.
 *
 * @throws Error with one sentence
 */
export function assertEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error('Failed to write the evidence: the folder is not empty. Name another with --out.');
  }
}

/**
 * Writes all files or none: they come into the folder at once, and not at all when one holds what can be a card number.
 *
 * @throws Error that names the files with a number, and never the number
 */
export function writeEvidence(folder: string, files: ReadonlyMap<string, string>): void {
  assertEmpty(folder);
  const found = filesWithCards(files);
  if (found.length > 0) {
    throw new Error(
      `Failed to write the evidence: ${found.join(', ')} may hold a card number. Nothing was written. Find it where the file comes from, and see docs/pci-scope.md, "If card data turns up where it must not".`,
    );
  }
  const part = `${folder}.part-${process.pid}`;
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(part, path)), { recursive: true });
      writeFileSync(join(part, path), text);
    }
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
