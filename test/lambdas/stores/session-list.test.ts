import { beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '#lambdas/platform/clock.ts';
import type { Dynamo, Item } from '#lambdas/platform/dynamo.ts';
import { keyOfSession } from '#lambdas/stores/session-item.ts';
import { createSessionListing, type SessionListing } from '#lambdas/stores/session-list.ts';

const FILTER = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-31T00:00:00.000Z' };

/** What an index holds, which may be behind the items. */
let index: readonly Item[];
let items: Item[];
let listing: SessionListing;
beforeEach(() => {
  index = [];
  items = [];
  listing = createSessionListing(
    {
      clock: systemClock,
      dynamo: {
        query: async () => index,
        async *pages() {
          yield index;
        },
        async getMany(_table, keys) {
          const wanted = keys.map(({ pk }) => pk);
          if (new Set(wanted).size < wanted.length) throw new Error('a key twice in one batch');
          return items.filter(({ pk }) => wanted.includes(pk)).toReversed();
        },
      } as Partial<Dynamo> as Dynamo,
    },
    'Sessions',
  );
});

function keep(paySid: string, state: string, more: Readonly<Record<string, unknown>> = {}): Item {
  const session = {
    paySid,
    state,
    startedAt: `2026-01-15T10:00:0${paySid.at(-1)}.000Z`,
    captured: {},
    ...more,
  };
  return { pk: keyOfSession(paySid), session, version: 1 };
}

const found = async (state?: 'active' | 'succeeded') => {
  const page = await listing.page({ ...FILTER, ...(state ? { state } : {}) }, { size: 10 });
  return page.items.map(({ session }) => session.paySid);
};

describe('a list', () => {
  it('shows items as they are now, in the order of the index', async () => {
    items = [keep('PK3', 'capturing'), keep('PK2', 'started'), keep('PK1', 'capturing')];
    index = items.map(({ pk }) => ({ pk }));
    expect(await found('active')).toEqual(['PK3', 'PK2', 'PK1']);

    // The index still has it among those under way.
    items[1] = keep('PK2', 'succeeded', { outcome: 'charged' });
    expect(await found('active')).toEqual(['PK3', 'PK1']);
    expect(await found()).toEqual(['PK3', 'PK2', 'PK1']);
  });

  it('leaves out what is gone, or was taken off the lists, since the index was read', async () => {
    items = [keep('PK3', 'started'), { pk: keyOfSession('PK2'), version: -1 }];
    index = ['PK3', 'PK2', 'PK1'].map((paySid) => ({ pk: keyOfSession(paySid) }));
    expect(await found()).toEqual(['PK3']);
  });

  it('shows an item once that the index holds twice while it moves', async () => {
    items = [keep('PK3', 'started'), keep('PK2', 'started')];
    index = ['PK3', 'PK2', 'PK3'].map((paySid) => ({ pk: keyOfSession(paySid) }));
    expect(await found()).toEqual(['PK3', 'PK2']);
  });

  it('of payments to resolve leaves out one that has been resolved since', async () => {
    items = [keep('PK1', 'unknown', { outcome: 'unknown' }), keep('PK2', 'unknown', { outcome: 'charged' })];
    index = items.map(({ pk }) => ({ pk }));
    expect((await listing.unresolved(10)).map(({ session }) => session.paySid)).toEqual(['PK1']);
  });
});
