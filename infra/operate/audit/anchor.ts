import { createReadStream, existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

const HEAD = v.object({
  events: v.number(),
  hash: v.string(),
  expiresAtSeconds: v.exactOptional(v.number()),
});
const ANCHOR = v.record(v.string(), HEAD);

/** How many events a chain had at some time, and when it expires. Holds only numbers and a hash. */
export type ChainHead = Readonly<v.InferOutput<typeof HEAD>>;

/** A chain's name and how long it is. */
export type NamedHead = readonly [chain: string, head: ChainHead];

/**
 * The chains in a file that {@link saveAnchor} wrote: an object of JSON with a line for each. One of before, with several lines for
 * each, is read at once.
 *
 * @throws Error with one sentence when the file is not an anchor.
 */
export async function* readAnchor(path: string): AsyncGenerator<NamedHead> {
  if (!existsSync(path)) throw notAnAnchor();
  let line = '';
  for await (const next of createInterface({ input: createReadStream(path) })) {
    const isFirst = line === '';
    line = next;
    if (isFirst ? line === '{' : line === '}') continue;
    const head = isFirst ? undefined : headIn(line);
    if (!head) return yield* wholeAnchor(path);
    yield head;
  }
  if (line !== '}') throw notAnAnchor();
}

/** Writes all of it or nothing. */
export async function saveAnchor(path: string, heads: AsyncIterable<NamedHead>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
      let separator = '{\n';
      for await (const [chain, head] of heads) {
        await file.write(`${separator}${JSON.stringify(chain)}: ${JSON.stringify(head)}`);
        separator = ',\n';
      }
      await file.write(separator === '{\n' ? '{\n}\n' : '\n}\n');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function headIn(line: string): NamedHead | undefined {
  const member = parsedJson(`{${line.replace(/,$/, '')}}`);
  const parsed = v.safeParse(ANCHOR, member);
  return parsed.success ? Object.entries(parsed.output)[0] : undefined;
}

async function* wholeAnchor(path: string): AsyncGenerator<NamedHead> {
  const written = parsedJson(await readFile(path, 'utf8'));
  const parsed = v.safeParse(ANCHOR, Array.isArray(written) ? undefined : written);
  if (!parsed.success) throw notAnAnchor();
  yield* Object.entries(parsed.output);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notAnAnchor(): Error {
  return new Error(
    'Failed to read the anchor: the file is not an anchor. Name a file that --save-anchor wrote.',
  );
}
