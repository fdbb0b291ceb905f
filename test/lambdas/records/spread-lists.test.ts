import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaySessionList, TeamResponse } from '#lambdas/contract/desk-api.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { createSessionsStore } from '#lambdas/stores/sessions-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { ANA, another, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

const MINUTE = 60_000;
const COUNT = 24;

let house: HandlerHouse;
/** Oldest first; every third one as a stage for fewer payments listed it. */
const paySids: string[] = [];
beforeAll(async () => {
  house = await openHouse();
  // Four keys for a month and for those under way; busy agents apart.
  process.env[ENV.paymentsPerSecond] = '1000';
  const before = createSessionsStore({ clock: systemClock, dynamo: createDynamo() }, 'Sessions');
  for (let at = 0; at < COUNT; at += 1) {
    const callSid = await house.answeredCall(ANA);
    const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
    paySids.push(json.paySid);
  }
  await sweepLater(MINUTE);
  for (const paySid of paySids.filter((_, at) => at % 3 === 0)) {
    const kept = await real.sessions().find(paySid);
    if (!kept) throw new Error('not kept');
    await before.save({ ...kept, session: { ...kept.session, version: 99 } }, { hash: kept.lastHash });
  }
}, 60_000);
afterAll(async () => {
  delete process.env[ENV.paymentsPerSecond];
  await house.close();
});

describe('lists over several keys of an index', () => {
  it('show everything once, newest first, with what was written under one key', async () => {
    const list = async (query: Record<string, string>) => {
      const { json } = await house.desk<PaySessionList>('listPaySessions', another(SAM), undefined, {
        queryStringParameters: query,
      });
      return json.items.map(({ paySid }) => paySid);
    };
    expect(await list({})).toEqual(paySids.toReversed());
    expect(await list({ state: 'active' })).toEqual(paySids.toReversed());
    expect(await list({ state: 'active', agent: 'ana' })).toEqual(paySids.toReversed());
  });

  it('are read page by page with the same cursor as one list', async () => {
    const filter = {
      from: '2020-01-01T00:00:00.000Z',
      to: '2100-01-01T00:00:00.000Z',
      state: 'active',
    } as const;
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await real.listing().page(filter, { size: 5 }, before);
      seen.push(...page.items.map(({ session }) => session.paySid));
      before = page.before;
    } while (before);
    expect(seen).toEqual(paySids.toReversed());
  });

  it('cost one query where there is one key', async () => {
    const queries = async (shards: number) => {
      let asked = 0;
      const dynamo = createDynamo();
      const counting: Dynamo = {
        ...dynamo,
        pages: (input) => {
          asked += 1;
          return dynamo.pages(input);
        },
      };
      const now = new Date();
      const filter = { from: `${now.toISOString().slice(0, 7)}-01T00:00:00.000Z`, to: now.toISOString() };
      await createSessionListing({ clock: real.clock(), dynamo: counting }, 'Sessions', shards).page(filter, {
        size: 50,
      });
      return asked;
    };
    expect([await queries(1), await queries(4)]).toEqual([1, 4]);
  });

  it('show the team every payment, and the sweep the oldest first', async () => {
    const { json } = await house.desk<TeamResponse>('team', SAM);
    const [ana] = json.agents.filter(({ agent }) => agent === 'ana');
    expect(ana?.sessions.map(({ paySid }) => paySid)).toEqual(paySids);
    expect(ana?.call).toBeDefined();
    expect((await real.listing().underWay()).map(({ paySid }) => paySid)).toEqual(paySids);
  });
});
