import type { DynamoDBRecord } from 'aws-lambda';
import type { Attributes } from '#lambdas/platform/dynamo.ts';
import { type ChangeLeaf, type LeafDraft, loggedName } from '#lambdas/tlog/leaf.ts';

/** An item of the audit table that was put, or what became of one that must stay as it is. */
export interface Sighting {
  readonly change?: Exclude<ChangeLeaf['change'], 'MALFORMED'>;
  readonly item: Attributes;
}

/** Who removes items whose time is over (AWS docs, Time to Live and DynamoDB Streams). */
const EXPIRY = 'dynamodb.amazonaws.com';

/** What a batch of the stream tells. Items that expired are none of it. */
export function sightingsIn(records: readonly DynamoDBRecord[]): readonly Sighting[] {
  return records
    .filter((record) => record.eventName !== 'REMOVE' || principalOf(record) !== EXPIRY)
    .map(({ eventName, dynamodb: { Keys = {}, NewImage = {} } = {} }) => ({
      item: { ...Keys, ...NewImage },
      ...(eventName === 'INSERT' ? {} : { change: eventName === 'REMOVE' ? 'REMOVE' : 'MODIFY' }),
    }));
}

/**
 * What the log has to say of them: of each chain the highest number, with the first hash seen for it, and every change. Anybody
 * who can put an item decides what is in it, so nothing in one makes this fail.
 */
export function leavesOf(sightings: readonly Sighting[]): readonly LeafDraft[] {
  const heads = new Map<string, { chain: string; events: number; hash: string }>();
  const changes: LeafDraft[] = [];
  for (const { change, item } of sightings) {
    const chain = loggedName(item.paySid?.S ?? '');
    const sequence = countIn(item.sequence?.N);
    const hash = item.hash?.S ?? '';
    if (change) changes.push({ chain, change, sequence });
    else if (sequence === 0 || !HASH.test(hash)) changes.push({ chain, change: 'MALFORMED', sequence });
    else if (sequence > (heads.get(chain)?.events ?? 0)) heads.set(chain, { chain, events: sequence, hash });
  }
  return [...heads.values(), ...changes];
}

const HASH = /^[0-9a-f]{64}$/;

/** No chain is longer, and a number with more digits, which the log would keep for months, could be a card's. */
const MOST_EVENTS = 999_999_999;

/** A chain's numbers are counts from 1; anything else is 0. */
function countIn(digits: string | undefined): number {
  const number = Number(digits);
  return Number.isInteger(number) && number > 0 && number <= MOST_EVENTS ? number : 0;
}

function principalOf({ userIdentity }: DynamoDBRecord): unknown {
  return (userIdentity as { readonly principalId?: unknown } | undefined)?.principalId;
}
