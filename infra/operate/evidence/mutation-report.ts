import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Commit } from './commit.ts';

const schema = v.object({
  commit: v.string(),
  isChanged: v.boolean(),
  mutations: v.array(
    v.object({
      check: v.string(),
      what: v.string(),
      file: v.string(),
      result: v.picklist(['noticed', 'survived', 'stale']),
    }),
  ),
});

/** What `npm run mutate -- --report FILE` writes: what became of each check when it was broken. */
export type MutationReport = v.InferOutput<typeof schema>;

/**
 * The report of the same commit. One of another commit says nothing of this one.
 *
 * @throws Error when the file is no such report, or of other sources
 */
export function readMutationReport(file: string, commit: Commit): MutationReport {
  const { success, output } = v.safeParse(schema, parsed(file));
  if (!success) {
    throw new Error(
      'Failed to read the mutation report: the file is not one. Write it with npm run mutate -- --report FILE.',
    );
  }
  if (output.commit !== commit.id || output.isChanged !== commit.isChanged) {
    throw new Error(
      'Failed to use the mutation report: it is of other sources. Run npm run mutate -- --report FILE again.',
    );
  }
  return output;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
