import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { referenceHash } from '#lambdas/session/canonical-id.ts';
import { isExpired, monthsAfter } from '#lambdas/session/expiry.ts';
import { isWorthKeeping } from '#lambdas/session/listed.ts';
import { type ReducedSession, reduceSession } from '#lambdas/session/reduce-session.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import { listKey } from '#lambdas/stores/list-key.ts';
import { pointerItemsOf, sessionItemOf } from '#lambdas/stores/session-item.ts';
import type { StoredItem } from './tables.ts';

/** What the sessions table has of one payment. */
export interface DerivedItems {
  readonly session?: StoredItem | undefined;
  /** Items that lead to it. */
  readonly pointers: readonly StoredItem[];
}

/** What is wrong with an item: the field is named, its value never. */
export interface ItemProblem {
  readonly where: string;
  readonly because: string;
}

/** A trail with a state that lists do not show. */
export interface Behind {
  /** Lists show the payment as under way, so the sweep looks after it. Of any other nothing is recorded without a mark for the sweep. */
  readonly isActive: boolean;
  /** When the first event was recorded that lists should show and do not, epoch milliseconds. */
  readonly since: number;
  /** When the item was derived, epoch milliseconds; 0 when it was never. */
  readonly keptAt: number;
}

/** Keys that a list may be spread over: whatever the stage was built for when the item was written. */
const MOST_SHARDS = 64;
const MOST_MONTHS = 1_200;
/** A state kept before it was known when a payment ended lacks the first; its item, from the same releases, the second. */
const LATER = { field: 'endedAt', attribute: 'listTerm' } as const;

/** The items of a payment that its own events, as many as the item had seen, do not lead to. */
export function alteredItems(
  trail: readonly RecordedEvent[],
  { session: item, pointers }: DerivedItems,
): readonly ItemProblem[] {
  const problems: ItemProblem[] = [];
  const known = item && eventsBehind(trail, item);
  if (item && known?.length) {
    const field = differing(item, known);
    if (field) problems.push(problem(item, `${field} is not what its events say`));
  }
  for (const pointer of pointers) {
    if (!leadsHere(trail, pointer))
      problems.push(problem(pointer, 'it leads to a payment that has no such term'));
  }
  return problems;
}

/**
 * Keys of the terms that a payment should be found by and is not. They are written before the item of a payment that is over;
 * a payment kept before there were terms has none.
 */
export function missingTerms(
  trail: readonly RecordedEvent[],
  { session: item, pointers }: DerivedItems,
): readonly string[] {
  const known = item ? eventsBehind(trail, item) : [];
  if (!item || known.length < 2 || isOfBefore(item)) return [];
  const { pointers: expected } = expectedItems(known);
  return expected.map(({ pk }) => pk).filter((pk) => !pointers.some((pointer) => pointer.pk === pk));
}

/** What lists should show of a payment and do not, as far as its trail goes; undefined when they do. */
export function behindTrail(trail: readonly RecordedEvent[], item: StoredItem): Behind | undefined {
  const known = eventsBehind(trail, item);
  const older = known.length > 0 ? reduceSession(known) : undefined;
  if (known.length === trail.length || !isWorthKeeping(older, reduceSession(trail))) return undefined;
  let before = older;
  for (let count = known.length + 1; count <= trail.length; count += 1) {
    const after = reduceSession(trail.slice(0, count));
    if (isWorthKeeping(before, after)) {
      return {
        isActive: item.version !== -1 && (!older || !isOver(older.session.state)),
        since: Date.parse(after.session.updatedAt),
        keptAt: older ? Date.parse(older.session.updatedAt) : 0,
      };
    }
    before = after;
  }
  return undefined;
}

/** Whether lists should still have a payment: until so long after its last change, or after its trail's end. */
export function isListed(trail: readonly RecordedEvent[], keepMonths: number, now: Date): boolean {
  const item = sessionItemOf(reduceSession(trail), trail.at(-1) ?? { hash: '' }, { shards: 1, keepMonths });
  return !isExpired(item, now);
}

/** Whether a charge is under the reference that an item has it under. */
export function isUnder(trail: readonly RecordedEvent[], pk: string): boolean {
  const { reference } = reduceSession(trail).session;
  return reference !== undefined && pk === `reference#${referenceHash(reference)}`;
}

/** Whether a payment that never began is listed as one that has just begun. */
export function isMereStart(item: StoredItem): boolean {
  return item.version === -1 ? item.session === undefined : !saysOver(item);
}

function saysOver({ session }: StoredItem): boolean {
  return isOver((session as PaySession | undefined)?.state ?? 'started');
}

/** One that was written before the first event may be by a start that another one came before. */
function leadsHere(trail: readonly RecordedEvent[], pointer: StoredItem): boolean {
  const seen = eventsBehind(trail, pointer);
  if (seen.length === 0 && trail[0]?.type === 'adopted') return true;
  const { item, pointers } = expectedItems(seen.length === 0 ? trail.slice(0, 1) : seen);
  const isSame = pointers.some(({ pk, listTerm }) => pk === pointer.pk && listTerm === pointer.listTerm);
  return isSame && (seen.length === 0 || pointer.listTime === item.listTime);
}

function problem({ pk }: StoredItem, because: string): ItemProblem {
  return { where: String(pk), because };
}

function eventsBehind(trail: readonly RecordedEvent[], { version }: StoredItem): readonly RecordedEvent[] {
  return trail.slice(0, typeof version === 'number' ? Math.max(0, version) : 0);
}

function expectedItems(events: readonly RecordedEvent[]) {
  const item = sessionItemOf(reduceSession(events), events.at(-1) ?? { hash: '' }, {
    shards: 1,
    keepMonths: 0,
  });
  return { item, pointers: pointerItemsOf(events.length === 1 ? { ...item, version: 0 } : item) };
}

/** The first attribute, or field of the session, that is another; undefined when all are as they should be. */
function differing(item: StoredItem, events: readonly RecordedEvent[]): string | undefined {
  const { item: expected } = expectedItems(events);
  const { session, expiresAtSeconds: trailExpiry, ...plain } = expected;
  const wanted: Record<string, unknown> = plain;
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(item)])) {
    if (name === 'session' || name === 'expiresAtSeconds') continue;
    if (isEqual(item[name], wanted[name])) continue;
    if (item[name] === undefined && name === LATER.attribute && isOfBefore(item)) continue;
    if (isSpread(name, item[name], wanted[name], session.paySid)) continue;
    return Object.hasOwn(wanted, name) ? name : 'an attribute of no item of ours';
  }
  const shown = Object.entries({ ...(item.session as object) });
  for (const [name] of [...Object.entries(session), ...shown]) {
    const [is, should] = [fieldOf(item.session, name), fieldOf(session, name)];
    if (isEqual(is, should) || (is === undefined && name === LATER.field)) continue;
    return should === undefined && !FIELDS.test(name)
      ? 'session, a field of no session of ours,'
      : `session.${name}`;
  }
  return isPlausible(item.expiresAtSeconds, reduceSession(events), trailExpiry)
    ? undefined
    : 'expiresAtSeconds';
}

/** Only of one that is over: while a payment is under way it has no such field in any release. */
function isOfBefore(item: StoredItem): boolean {
  return saysOver(item) && fieldOf(item.session, LATER.field) === undefined;
}

/** Names of fields. Somebody's own could hold anything. */
const FIELDS = /^[a-z][A-Za-z]{1,20}$/;

function fieldOf(session: unknown, name: string): unknown {
  return (session as Record<string, unknown> | undefined)?.[name];
}

function isEqual(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** A list may be spread over any number of keys. */
function isSpread(name: string, value: unknown, list: unknown, paySid: string): boolean {
  if (!['listMonth', 'listStatus'].includes(name) || typeof list !== 'string') return false;
  for (let shards = 2; shards <= MOST_SHARDS; shards += 1) {
    if (listKey(list, paySid, shards) === value) return true;
  }
  return false;
}

/** Any whole number of months after its last change, as the stage may have been set then; or when its trail expires. */
function isPlausible(expiry: unknown, { session }: ReducedSession, trailExpiry: number | undefined): boolean {
  if (expiry === trailExpiry) return true;
  if (!isOver(session.state) || session.outcome === 'unknown') return false;
  if (expiry === undefined) return trailExpiry === undefined;
  for (let months = 1; months <= MOST_MONTHS; months += 1) {
    const at = monthsAfter(session.updatedAt, months) ?? 0;
    if (at === expiry) return trailExpiry === undefined || at <= trailExpiry;
    if (at > Number(expiry)) return false;
  }
  return false;
}
