import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';

const SCHEMA = v.record(
  v.string(),
  v.object({ events: v.number(), hash: v.string(), expiresAtSeconds: v.exactOptional(v.number()) }),
);

/** How many events each chain had at some time, and when it expires, by its name. Holds only SIDs, numbers and hashes. */
export type Anchor = Readonly<v.InferOutput<typeof SCHEMA>>;

/** @throws Error with one sentence when the file is not an anchor. */
export async function readAnchor(path: string): Promise<Anchor> {
  const parsed = v.safeParse(SCHEMA, await readJson(path));
  if (!parsed.success) {
    throw new Error(
      'Failed to read the anchor: the file is not an anchor. Name a file that --save-anchor wrote.',
    );
  }
  return parsed.output;
}

export async function saveAnchor(path: string, anchor: Anchor): Promise<void> {
  await writeFile(path, `${JSON.stringify(anchor, undefined, 1)}\n`, { mode: 0o600 });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
