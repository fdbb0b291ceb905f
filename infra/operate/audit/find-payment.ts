import { createSealReader, type Seal } from '#lambdas/stores/sealed.ts';
import { CHECKPOINT } from '#lambdas/stores/tlog-store.ts';
import { openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { loggedName, parseLeaf } from '#lambdas/tlog/leaf.ts';
import { TILE_WIDTH } from '#lambdas/tlog/merkle.ts';
import { checkProof, parseProof } from '#lambdas/tlog/proof.ts';
import type { NoteKey } from '#lambdas/tlog/signed-note.ts';
import { readEntries } from '#lambdas/tlog/tiles.ts';
import { findTampering } from './find-tampering.ts';
import type { Finding } from './findings.ts';
import { SILENT_MS } from './leaf-times.ts';
import type { LogSource } from './log-source.ts';
import type { Tables } from './tables.ts';
import { SEALED_WITHIN_MS } from './verify-audit.ts';

/** One payment, looked up in the log without reading all of it. */
export interface FoundPayment {
  readonly findings: readonly Finding[];
  /** Events it has now. */
  readonly events: number;
  /** The newest head of it that the log holds. */
  readonly seal?: Pick<Seal, 'sealedAt' | 'index' | 'proof'> & {
    readonly events: number;
    readonly size: number;
  };
  /** Why there is none, where that is wrong with nothing. */
  readonly note?: string;
}

/**
 * Compares a payment with the newest head that the log has of it, whose proof it checks against the key. Reads O(log n) objects of
 * a log of n leaves. That the log has nothing newer much later, only the whole log tells.
 */
export async function findPayment(
  { source, key }: { readonly source: LogSource; readonly key: NoteKey },
  tables: Tables,
  chain: string,
): Promise<FoundPayment> {
  const reader = createSealReader({
    async read(name) {
      const bytes = await source.read(name);
      return bytes && { bytes, tag: '' };
    },
  });
  const events = await tables.chain(chain);
  const found = (kind: Finding['kind'], sequence: number, because: string): FoundPayment => ({
    events: events.length,
    findings: [{ where: chain, kind, sequence, because }],
  });
  if (events.length === 0)
    return found(
      'removed',
      1,
      'the table has no event of it; whether the log has, verifying all of it tells',
    );
  const tampering = findTampering(events);
  if (tampering) return { events: events.length, findings: [{ where: chain, ...tampering }] };
  // The newest may not be sealed yet, and those between two commits never are by themselves.
  for (const event of events.toReversed()) {
    const seal = await reader.findSeal(loggedName(chain), {
      events: event.sequence,
      at: String(event.at),
    });
    if (!seal) continue;
    const proof = parseProof(seal.proof);
    const checkpoint = proof && checkProof(proof, key);
    if (!checkpoint)
      return found('not signed', event.sequence, 'its proof does not lead to a checkpoint of the key');
    if (seal.hash !== event.hash)
      return found('altered', event.sequence, `the log has a different hash for it, sealed ${seal.sealedAt}`);
    const { sealedAt, index } = seal;
    const most = await newestAfter(source, index, checkpoint.size, loggedName(chain));
    if (most > events.length) return found('removed', events.length + 1, `the log knows of ${most}`);
    return {
      events: events.length,
      findings: [],
      seal: { sealedAt, index, proof: seal.proof, events: event.sequence, size: checkpoint.size },
    };
  }
  const note = await mayLack({ source, key }, Date.parse(String(events[0]?.at)));
  return note === undefined
    ? found('unsealed', 1, 'the log has no head of it')
    : { events: events.length, findings: [], note };
}

/** Why a log need not have what was recorded then, epoch milliseconds; undefined when it should. */
async function mayLack(
  { source, key }: { readonly source: LogSource; readonly key: NoteKey },
  recorded: number,
): Promise<string | undefined> {
  const note = await source.read(CHECKPOINT);
  const size = (note && openCheckpoint(Buffer.from(note).toString('utf8'), key)?.size) ?? 0;
  if (size === 0) return undefined;
  const leavesOf = async (bundle: number) =>
    (await readEntries((name) => source.read(name), size, bundle)).map(parseLeaf);
  const [first] = await leavesOf(0);
  if (first && recorded < Date.parse(first.at))
    return 'older than the log, which has it, if at all, among what it had from the table: verify all of it';
  const newest = (await leavesOf(Math.ceil(size / TILE_WIDTH) - 1)).at(-1);
  const ago = Date.parse(newest?.at ?? '') - recorded;
  return ago < SEALED_WITHIN_MS && ago > -SILENT_MS ? 'not sealed yet: look again in a minute' : undefined;
}

/** The most events that the log has of a chain soon after a leaf. */
async function newestAfter(source: LogSource, index: number, size: number, chain: string): Promise<number> {
  const first = Math.floor(index / TILE_WIDTH);
  const end = Math.min(Math.ceil(size / TILE_WIDTH), first + BUNDLES_AFTER);
  let most = 0;
  for (let bundle = first; bundle < end; bundle += 1) {
    for (const entry of await readEntries((name) => source.read(name), size, bundle)) {
      const leaf = parseLeaf(entry);
      if ('hash' in leaf && leaf.chain === chain) most = Math.max(most, leaf.events);
    }
  }
  return most;
}

/** Some 2,000 leaves: minutes of a busy stage. */
const BUNDLES_AFTER = 8;
