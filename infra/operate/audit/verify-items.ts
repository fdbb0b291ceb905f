import { PAYMENT_PREFIX } from '#lambdas/contract/tables.ts';
import { isExpired } from '#lambdas/session/expiry.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import { isTooNew } from '#lambdas/session/trail-event.ts';
import { keyOfSession } from '#lambdas/stores/session-item.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import type { ChainHead } from './anchor.ts';
import type { StoredEvent } from './find-tampering.ts';
import type { Findings } from './findings.ts';
import {
  alteredItems,
  type Behind,
  behindTrail,
  isListed,
  isMereStart,
  isUnder,
  missingTerms,
} from './judge-item.ts';
import { endOfReading } from './keeping.ts';
import type { LogReading } from './read-log.ts';
import type { Scratch } from './scratch.ts';
import type { StoredItem, Tables } from './tables.ts';

/** What checking items takes. */
export interface VerifyingItems {
  readonly tables: Tables;
  readonly scratch: Scratch;
  readonly findings: Findings;
  readonly log?: LogReading;
  readonly sessionsMonths: number;
  readonly now: Date;
}

/** A request may still be at work on what it recorded less than this ago. */
const SETTLED_MS = 60_000;
/** The sweep mends what lists show as under way every minute, what was under way at the time once it is a minute old. */
const MENDED_MS = 5 * 60_000;

/**
 * Compares what is derived from trails with the trails: payments' items, what leads to them and the charges noted under a
 * reference. Not compared is what lives for days and decides nothing about money that is over: agents, calls, addresses, grants,
 * deliveries, marks.
 */
export function createItemCheck({ tables, scratch, findings, log, sessionsMonths, now }: VerifyingItems) {
  const sessions = scratch.pages<StoredItem>('sessions');
  const starts = scratch.pages<StoredItem>('starts');
  const marks = scratch.pages<true>('marks');
  const leading = scratch.pages<StoredItem>('leading');
  const soon = endOfReading(now);
  let waiting = 0;

  /** Whether nothing wrote or mended it meanwhile: looked at once more, the mark first, which is taken off last. */
  const stays = async (
    paySid: string,
    holds: (trail: readonly RecordedEvent[], item?: StoredItem) => boolean,
  ) => {
    const mark = await tables.item(`open#${paySid}`);
    const item = await tables.item(keyOfSession(paySid));
    const trail = (await tables.chain(paySid)) as unknown as readonly RecordedEvent[];
    return mark?.listStatus !== 'open' && trail.length > 0 && holds(trail, item);
  };

  const judgeBehind = async (paySid: string, { isActive, since, keptAt }: Behind) => {
    const isUp =
      log?.newest !== undefined && Date.parse(log.newest) - Date.parse(log.upSince ?? '') > MENDED_MS;
    const asOf = isActive ? Date.parse(log?.newest ?? '') - MENDED_MS : now.getTime() - SETTLED_MS;
    // Two that recorded at the same time, the later of which a crash has cut off before it could mark its event.
    const isCutOff = !isActive && since - keptAt < SETTLED_MS;
    const mayBeMended = (isActive && !isUp) || isCutOff || (await marks.get(paySid));
    if (mayBeMended || !(since < asOf)) {
      waiting += 1;
      return;
    }
    if (!(await stays(paySid, (trail, item) => item !== undefined && behindTrail(trail, item) !== undefined)))
      return;
    const because = `it does not show what its trail has since ${new Date(since).toISOString()}`;
    findings.add({ kind: 'item from the past', where: keyOfSession(paySid), because });
  };

  const judgePayment = async (events: readonly StoredEvent[]): Promise<StoredItem | undefined> => {
    const paySid = events[0]?.paySid ?? '';
    const trail = events as unknown as readonly RecordedEvent[];
    if (!paySid.startsWith(PAYMENT_PREFIX)) return undefined;
    const found = (await sessions.get(paySid)) ?? (await starts.get(paySid));
    const session = found && isExpired(found, now) ? undefined : found;
    if (isTooNew(trail)) return session;
    const others = await leading.within(`${paySid} `, `${paySid} ~`);
    const pointers = others.filter(({ pk }) => String(pk).startsWith('term#'));
    for (const problem of alteredItems(trail, { session, pointers }))
      findings.add({ kind: 'altered item', ...problem });
    const isLeaving = session && isExpired(session, soon);
    for (const pk of isLeaving ? [] : missingTerms(trail, { session, pointers })) {
      // It may have been written when the scan had passed its place.
      if (!(await tables.item(pk)))
        findings.add({ kind: 'item missing', where: pk, because: 'a search by this term does not find it' });
    }
    for (const { pk } of others) {
      if (String(pk).startsWith('reference#') && !isUnder(trail, String(pk)))
        findings.add({
          kind: 'altered item',
          where: String(pk),
          because: `it names ${paySid}, which has another reference`,
        });
    }
    const behind = session && behindTrail(trail, session);
    if (behind) await judgeBehind(paySid, behind);
    const isSettled = Date.parse(trail[0]?.at ?? '') < now.getTime() - SETTLED_MS;
    if (session || !isSettled || !isListed(trail, sessionsMonths, soon)) return session;
    if (await stays(paySid, (_, item) => item === undefined || isExpired(item, now)))
      findings.add({
        kind: 'item missing',
        where: keyOfSession(paySid),
        because: 'lists and search do not have it',
      });
    return undefined;
  };

  return {
    /** Takes an item of the sessions table. */
    async take(item: StoredItem): Promise<void> {
      const pk = String(item.pk);
      const [kind = '', ...parts] = pk.split('#');
      const paySid = parts.at(-1) ?? '';
      if (kind === 'session') await (Number(item.version) < 1 ? starts : sessions).put(paySid, item);
      else if (kind === 'term') await leading.put(`${paySid} ${pk}`, item);
      else if (kind === 'open' && item.listStatus === 'open') await marks.put(paySid, true);
      else if (kind === 'reference')
        for (const payment of namesIn(item.payments))
          await leading.put(`${payment.split('#')[1]} ${pk}`, { pk });
    },

    /**
     * Judges the items of a payment whose chain is whole. Its events may be anybody's, and make no payment at all. Returns the item
     * that lists show it by.
     */
    async judge(events: readonly StoredEvent[]): Promise<StoredItem | undefined> {
      try {
        return await judgePayment(events);
      } catch (failure) {
        if (!(failure instanceof TypeError || failure instanceof RangeError)) throw failure;
        const because = 'its events are none that a payment has';
        findings.add({ kind: 'altered', where: loggedName(events[0]?.paySid ?? ''), because });
        return undefined;
      }
    },

    /** The item of a payment as the scan had it, whoever wrote it. */
    scanned: (paySid: string): Promise<StoredItem | undefined> => sessions.get(paySid),

    /** Judges what is listed of payments that never began; `ends` are the chains that did. Returns how many are behind for a while. */
    async finish(ends: { get(chain: string): Promise<ChainHead | undefined> }): Promise<number> {
      for await (const [paySid, item] of starts.all()) {
        if (isMereStart(item) || (await ends.get(paySid))) continue;
        const because = 'it is listed as over, and has no trail';
        findings.add({ kind: 'item without a payment', where: keyOfSession(paySid), because });
      }
      return waiting;
    },
  };
}

/** A set of text, as either client returns it; none where somebody has put anything else. */
function namesIn(value: unknown): readonly string[] {
  const isMany = typeof value === 'object' && value !== null && Symbol.iterator in value;
  return isMany ? [...(value as Iterable<unknown>)].map(String) : [];
}
