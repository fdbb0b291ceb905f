import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { ACCOUNT, type StartedSync, startSync } from '#test/support/start-sync.ts';
import { connectionIs, nextEvent, subscriptionIs } from '#test/support/sync-events.ts';

let sync: StartedSync;
beforeEach(async () => {
  sync = await startSync();
});
afterEach(() => sync.close());

describe('the token of a Sync client', () => {
  it('is refused when another key signed it', async () => {
    const { AccessToken } = twilio.jwt;
    const sid = ACCOUNT.apiKeys[0]?.sid ?? '';
    const token = new AccessToken(ACCOUNT.accountSid, sid, 'not-the-secret-of-that-key', { identity: 'ana' });
    token.addGrant(new AccessToken.SyncGrant({ serviceSid: 'IS1' }));
    const client = sync.connect(token.toJwt());

    await expect(nextEvent(client, 'connectionError')).resolves.toMatchObject({
      terminal: true,
      httpStatusCode: 401,
      errorCode: 20107,
    });
    expect(client.connectionState).toBe('denied');
  });

  it('is refused without a Sync grant', async () => {
    const { AccessToken } = twilio.jwt;
    const { sid = '', secret = '' } = ACCOUNT.apiKeys[0] ?? {};
    const token = new AccessToken(ACCOUNT.accountSid, sid, secret, { identity: 'ana' });
    const client = sync.connect(token.toJwt());

    await expect(nextEvent(client, 'connectionError')).resolves.toMatchObject({ errorCode: 20106 });
  });

  it('is announced to end three minutes before it does', async () => {
    const client = sync.connect(sync.tokenFor('ana', 3600));
    await connectionIs(client, 'connected');
    let announced = false;
    client.on('tokenAboutToExpire', () => {
      announced = true;
    });
    const announcement = nextEvent(client, 'tokenAboutToExpire');

    sync.clock.advanceBy(3_410_000);
    await client.document('own'); // the socket is in order: an announcement would be here by now
    expect(announced).toBe(false);
    sync.clock.advanceBy(15_000);

    await announcement;
  });

  it('keeps the connection when it is renewed in time', async () => {
    const client = sync.connect(sync.tokenFor('ana', 3600));
    const document = await client.document('own');
    await subscriptionIs(document, 'established');
    const announcement = nextEvent(client, 'tokenAboutToExpire');
    sync.clock.advanceBy(3_500_000);
    await announcement;

    await client.updateToken(sync.tokenFor('ana', 7200));
    sync.clock.advanceBy(200_000);

    await expect(document.set({ n: 1 })).resolves.toEqual({ n: 1 });
    expect(client.connectionState).toBe('connected');
  });

  it('ends the connection when its time is over, and a new one brings everything back', async () => {
    const client = sync.connect(sync.tokenFor('ana', 60));
    const document = await client.document('own');
    await subscriptionIs(document, 'established');
    const expired = nextEvent(client, 'tokenExpired');

    sync.clock.advanceBy(60_000);
    await expired;
    await connectionIs(client, 'denied');
    const updated = nextEvent(document, 'updated');
    await sync.service.documents('own').update({ data: { n: 1 } });
    await client.updateToken(sync.tokenFor('ana', 7200));

    await expect(updated).resolves.toMatchObject({ data: { n: 1 } });
  });

  it('is refused at renewal when it has ended already', async () => {
    const client = sync.connect(sync.tokenFor('ana', 3600));
    await connectionIs(client, 'connected');
    sync.clock.advanceBy(120_000);

    await expect(client.updateToken(sync.tokenFor('ana', 60))).rejects.toMatchObject({ code: 51130 });
  });
});
