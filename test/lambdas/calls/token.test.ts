import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenResponse } from '#lambdas/contract/desk-api.ts';
import { ACCOUNT_SID, ANA, BEN, type HandlerHouse, openHouse } from '#test/support/handler-house.ts';
import { goOnline, ring, setPresence } from '#test/support/incoming-calls.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('POST /token', () => {
  it('gives a token for the agent’s own identity, to receive calls and read documents', async () => {
    const { json } = await house.desk<TokenResponse>('token', ANA);
    expect(json).toMatchObject({ identity: 'ana', phoneNumber: '+12025550142' });
    const payload = JSON.parse(Buffer.from(json.token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(payload).toMatchObject({
      sub: ACCOUNT_SID,
      grants: {
        identity: 'ana',
        voice: { incoming: { allow: true } },
        data_sync: { service_sid: json.syncServiceSid },
      },
    });
    expect(payload.grants.voice).not.toHaveProperty('outgoing');
    expect(new Date(payload.exp * 1000).toISOString().slice(0, 19)).toBe(json.expiresAt.slice(0, 19));
  });

  it('takes no identity from the request', async () => {
    const { json } = await house.desk<TokenResponse>('token', ANA, { identity: 'ben' });
    expect(json.identity).toBe('ana');
  });

  it('leaves an agent who paused paused when the token is renewed', async () => {
    await goOnline(house, ANA);
    await setPresence(house, ANA, 'paused');
    await house.desk('token', ANA);
    expect((await ring(house)).text).not.toContain('ana');
  });

  it('only a signed-in agent gets a token, for their own identity and for nothing more (B14)', async () => {
    expect((await house.invoke('token', {})).status).toBe(401);
    const { json } = await house.desk<TokenResponse>('token', BEN, { identity: 'ana' });
    const { grants } = JSON.parse(Buffer.from(json.token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(Object.keys(grants).sort()).toEqual(['data_sync', 'identity', 'voice']);
    expect(grants).toMatchObject({ identity: 'ben', voice: { incoming: { allow: true } } });
    expect(Object.keys(grants.voice)).toEqual(['incoming']);
  });
});
