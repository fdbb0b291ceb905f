import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { ACCESS_PREFIX, CLOSE_PREFIX } from '#lambdas/contract/tables.ts';
import { firstChainBehind } from '#lambdas/session/access-event.ts';
import { expiry, isChainExpired, isExpired, monthsAfter } from '#lambdas/session/expiry.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import type { ChainHead, NamedHead } from './anchor.ts';
import { findTampering, type StoredEvent, type Witness } from './find-tampering.ts';
import type { Findings } from './findings.ts';
import type { Keeping } from './keeping.ts';
import { SILENT_MS } from './leaf-times.ts';
import type { LogReading } from './read-log.ts';
import type { Scratch } from './scratch.ts';
import type { StoredItem, Tables } from './tables.ts';
import { createItemCheck } from './verify-items.ts';
import { createTotalsCheck } from './verify-totals.ts';

export interface Verifying {
  readonly tables: Tables;
  /** Already holds what the log says, and an anchor. */
  readonly scratch: Scratch;
  readonly findings: Findings;
  /** What was read of the log, before the tables; absent where there is none. */
  readonly log?: LogReading;
  readonly keeping: Keeping;
  /** When the log had been read; expiry is judged by it. */
  readonly now: Date;
  /** The time as the tables are read, which takes long where they are large. By default no time passes. */
  readonly clock?: () => Date;
}

export interface Verdict {
  readonly chains: number;
  readonly events: number;
  /** Chains whose time is over. DynamoDB removes them piece by piece, so nothing can be said of what is left. */
  readonly expired: number;
  /** Events so new that the log has not sealed them yet. */
  readonly unsealed: number;
  /** Items that are behind their trails, and totals that are behind them: the sweep may still mend both. */
  readonly behind: number;
  /** How long every chain is now. Keep it where nobody who can write to the tables can change it. */
  readonly anchor: AsyncIterable<NamedHead>;
}

/** An event is in the log within this time of its recording, while the log is alive. */
export const SEALED_WITHIN_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** A DynamoDB stream keeps its records for a day. An event that is older when the log is told of it was given a false time. */
const TOLD_WITHIN_MS = DAY_MS + 60 * 60_000;

/**
 * Verifies every chain of the trail against itself and against all that recorded how long it was: the log, the sessions
 * table, other chains and an earlier anchor. An expired chain is left out, but only while none of those still remembers it: whoever
 * can write an event could also write an expiry.
 *
 * In memory are one chain at a time, what is expected of it, and the findings.
 */
export async function verifyAudit(verifying: Verifying): Promise<Verdict> {
  const { tables, scratch, findings, now } = verifying;
  const { heads } = scratch;
  const ends = scratch.pages<ChainHead>('ends');
  const items = createItemCheck({ ...verifying, sessionsMonths: verifying.keeping.sessionsMonths });
  const totals = createTotalsCheck(verifying);
  await expectWhatTablesSay(verifying, [items.take, totals.take]);
  /** What it adds to totals nobody can say. */
  const doubt = async (chain: string, witnesses: readonly Witness[], at?: unknown) => {
    const sealed = witnesses.find(({ name }) => name === 'log')?.at;
    const listed = startOf(await items.scanned(chain));
    for (const time of [at, listed, sealed]) await totals.doubt(time);
  };

  const firsts = new Set<string>();
  let [chains, count, expired, unsealed] = [0, 0, 0, 0];
  for await (const events of tables.chains()) {
    const chain = events[0]?.paySid ?? '';
    const witnesses = await heads.of(loggedName(chain));
    // What still expects it is left waiting, and says so below.
    if (mayExpire(events) && isChainExpired(events, now) && !contradicts(witnesses, events)) {
      expired += 1;
      // The log forgets nothing: one that it never heard of was not here before it expired.
      unsealed += findUnsealed(loggedName(chain), events, sealedIn(witnesses), verifying);
      continue;
    }
    await heads.forget(loggedName(chain));
    chains += 1;
    count += events.length;
    await ends.put(loggedName(chain), {
      events: events.length,
      hash: events.at(-1)?.hash ?? '',
      ...expiry(events[0] ?? {}),
    });
    const sealed = sealedIn(witnesses);
    // Where the log has it, an item that says otherwise was altered, not the chain.
    const believed = witnesses.filter(
      ({ name, events: seen }, at) =>
        (name !== 'session' || seen > sealed) && (name !== 'log' || seen !== loggedBefore(witnesses, at)),
    );
    const tampering =
      findTampering(events, believed) ??
      findTwoPasts(witnesses) ??
      findBackdated(events, witnesses, verifying.log);
    const named = findings.count;
    if (tampering) findings.add({ where: loggedName(chain), ...tampering });
    else {
      unsealed += findUnsealed(loggedName(chain), events, sealed, verifying);
      const item = await items.judge(events);
      if (item && findings.count === named) await totals.count(item);
    }
    if (findings.count > named) await doubt(chain, witnesses, events[0]?.at);
    const first = events.length > 1 ? firstChainBehind(chain) : undefined;
    if (first !== undefined) firsts.add(first);
  }

  for await (const [chain, witnesses] of heads.left()) {
    const alive = witnesses.filter((witness) => !isOver(chain, witness, witnesses, verifying));
    const tampering = findTampering([], alive);
    if (!tampering) continue;
    findings.add({ where: chain, ...tampering });
    await doubt(chain, witnesses);
  }
  for (const chain of firsts) {
    // Opened after the scan had passed its place, perhaps: it is looked for again before it is called removed.
    if ((await ends.get(chain)) || (await tables.chain(chain)).length > 0) continue;
    const because = 'its day has other chains, which it joins';
    findings.add({ where: chain, kind: 'removed', sequence: 1, because });
  }
  const behind = (await items.finish(ends)) + (await totals.finish());
  return { chains, events: count, expired, unsealed, behind, anchor: ends.all() };
}

/** Read before the chains: a session is stored after its event, so on a running system the trail, read later, is never behind. */
async function expectWhatTablesSay(
  { tables, scratch: { heads }, now }: Verifying,
  takers: readonly ((item: StoredItem) => Promise<void>)[],
): Promise<void> {
  const expect = async (chain: string, witness: Witness) => {
    if (!isExpired(witness, now)) await heads.add(loggedName(chain), witness);
  };
  for await (const item of tables.items()) {
    for (const take of takers) await take(item);
    const { pk, version, lastHash, expiresAtSeconds } = item;
    const paySid = /^session#(.+)$/.exec(String(pk))?.[1];
    if (paySid === undefined || typeof version !== 'number' || version < 1) continue;
    const expires = typeof expiresAtSeconds === 'number' ? { expiresAtSeconds } : {};
    await expect(paySid, { name: 'session', events: version, hash: String(lastHash), ...expires });
  }
  for await (const [chain, witness] of tables.joins()) await expect(chain, witness);
}

function startOf(item: StoredItem | undefined): unknown {
  return (item?.session as Partial<PaySession> | undefined)?.startedAt;
}

/** Closes have no expiry, and anything but a number is none: one that says so was given it. */
function mayExpire([first]: readonly StoredEvent[]): boolean {
  return !first?.paySid.startsWith(CLOSE_PREFIX) && typeof first?.expiresAtSeconds === 'number';
}

/** How many events of a chain the log has. */
function sealedIn(witnesses: readonly Witness[]): number {
  return witnesses.reduce((most, { name, events }) => (name === 'log' ? Math.max(most, events) : most), 0);
}

/** Whether the log has seen an event of an expired chain otherwise: it was rewritten, and its expiry says nothing. */
function contradicts(witnesses: readonly Witness[], events: readonly StoredEvent[]): boolean {
  const numbered = new Map(events.map((event) => [event.sequence, event]));
  return witnesses.some(({ name, events: count, hash }) => {
    const event = name === 'log' ? numbered.get(count) : undefined;
    if (!event) return false;
    const before = numbered.get(count - 1);
    return event.hash !== hash || ((before || count === 1) && hashOf(event, before?.hash) !== hash);
  });
}

/** The log has a chain twice with as many events, and another end: it was rewritten, and put back or not. The first stands. */
function findTwoPasts(witnesses: readonly Witness[]) {
  const second = witnesses.find(
    ({ name, events, hash }, at) =>
      name === 'log' && events === loggedBefore(witnesses, at) && hash !== witnesses[at - 1]?.hash,
  );
  if (!second) return undefined;
  const because = `the log has two hashes for it, the second of ${second.at}`;
  return { kind: 'altered', sequence: second.events, because } as const;
}

/**
 * An event that says it was recorded days before the log was told of it: somebody has put it there since. Until the log has read the
 * table once, that holds only for the last event of a head, because a young log may be told of a new event before it has read the old
 * ones.
 */
function findBackdated(events: readonly StoredEvent[], witnesses: readonly Witness[], log?: LogReading) {
  let sealed = 0;
  for (const { name, events: count, at = '', late } of witnesses) {
    if (name !== 'log') continue;
    const told = Date.parse(at);
    const isAll = log?.caughtUp !== undefined && at >= log.caughtUp;
    for (let index = isAll ? sealed : count - 1; !late && index < count; index += 1) {
      const [, recorded] = recordedBetween(events, index);
      if (recorded === 0 || told - recorded <= TOLD_WITHIN_MS || sleptBetween(recorded, told, log)) continue;
      const because = `it says ${new Date(recorded).toISOString()}, and the log was told of it at ${at}`;
      return { kind: 'backdated', sequence: index + 1, because } as const;
    }
    sealed = Math.max(sealed, count);
  }
  return undefined;
}

/** Whether the log was silent from one time to the other, give or take a minute: the machine was asleep. Epoch milliseconds. */
function sleptBetween(recorded: number, told: number, log?: LogReading): boolean {
  return (log?.gaps ?? []).some(
    ({ from, to }) =>
      recorded >= Date.parse(from) - SEALED_WITHIN_MS && told <= Date.parse(to) + SEALED_WITHIN_MS,
  );
}

/** The number of events in the head before one, where that is the log's as well. */
function loggedBefore(witnesses: readonly Witness[], at: number): number | undefined {
  const before = witnesses[at - 1];
  return before?.name === 'log' ? before.events : undefined;
}

/** Events that the log should have and has not are a finding; how many it may not have yet. */
function findUnsealed(
  chain: string,
  events: readonly StoredEvent[],
  sealed: number,
  { log, findings, now, clock = () => now }: Verifying,
): number {
  if (!log?.sealedUntil) return 0;
  if (events.length <= sealed) return 0;
  const [earliest, latest] = recordedBetween(events, sealed);
  // What was recorded since the log was read it cannot have; what says so of the future was put there.
  const isSince = earliest > now.getTime() && earliest <= clock().getTime();
  const isSilent = !isSince && earliest - Date.parse(log.newest ?? log.sealedUntil) > SILENT_MS;
  if (isSilent || latest < Date.parse(log.sealedUntil) - SEALED_WITHIN_MS) {
    const because = isSilent
      ? 'it was recorded while the log was silent'
      : 'it was put past the log, or the log is behind';
    findings.add({ where: chain, kind: 'unsealed', sequence: sealed + 1, because });
    return 0;
  }
  return events.length - sealed;
}

/**
 * Between which times an event was recorded, epoch milliseconds. The first line of an access-log day says only the day; the next
 * one was recorded after it.
 */
function recordedBetween(
  events: readonly StoredEvent[],
  index: number,
): readonly [earliest: number, latest: number] {
  const event = events[index];
  const at = typeof event?.at === 'string' ? Date.parse(event.at) : Number.NaN;
  if (Number.isNaN(at)) return [0, 0];
  if (event?.type !== 'accessDay') return [at, at];
  return [at, events[index + 1] ? recordedBetween(events, index + 1)[1] : at + DAY_MS];
}

/** Whether nobody misses it any more. The log does not know when a chain expires: it is so long after its first events. */
function isOver(
  chain: string,
  witness: Witness,
  witnesses: readonly Witness[],
  { keeping: { trailMonths }, now }: Verifying,
): boolean {
  if (witness.name !== 'log') return isExpired(witness, now);
  if (trailMonths === 0 || chain.startsWith(CLOSE_PREFIX)) return false;
  const first = witnesses.find(({ name }) => name === 'log');
  // What was there before the log may be of any age. Its removal by anybody else is in the log.
  if (first?.late) return true;
  const since = chain.startsWith(ACCESS_PREFIX) ? chain.slice(ACCESS_PREFIX.length).slice(0, 10) : first?.at;
  // A chain may be sealed a little after its expiry was set.
  const soon = new Date(now.getTime() + DAY_MS);
  return since !== undefined && isExpired({ expiresAtSeconds: monthsAfter(since, trailMonths) }, soon);
}
