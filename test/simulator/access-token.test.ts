import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import twilio from 'twilio';
import { readAccessToken } from '#simulator/access-token.ts';

const accountSid = `AC${'0'.repeat(32)}`;
const key = { sid: `SK${'1'.repeat(32)}`, secret: 'a-secret-of-some-length-for-the-tests' };
const account = { accountSid, apiKeys: [key] };
const now = new Date();

describe('readAccessToken', () => {
  it('reads the identity, the end and the grants of a token made by the twilio package', async () => {
    const before = new Date();
    const token = twilioToken(key.secret, 3600);
    const after = new Date();

    const read = await readAccessToken(token, account, before);

    expect(read).toMatchObject({ identity: 'ana', keySid: key.sid, grants: { data_sync: {} } });
    // The package takes the time itself, in whole seconds.
    const made = 'expiresAt' in read ? read.expiresAt.getTime() - 3_600_000 : 0;
    expect(made).toBeGreaterThan(before.getTime() - 1_000);
    expect(made).toBeLessThanOrEqual(after.getTime());
  });

  it.each([
    ['a text that is no token', async () => 'nonsense', 20101],
    ['a value that is no text', async () => 42, 20101],
    ['another signature', async () => twilioToken('another-secret-of-some-length', 3600), 20107],
    ['a key of another account', async () => signed({ iss: `SK${'9'.repeat(32)}` }), 20103],
    ['another account', async () => signed({ sub: `AC${'9'.repeat(32)}` }), 20103],
    ['no identity', async () => signed({ grants: { data_sync: {} } }), 20106],
    ['an end in the past', async () => signed({ exp: seconds(now) - 1 }), 20104],
    ['no end', async () => signed({ exp: undefined }), 20104],
    ['more than a day to live', async () => signed({ exp: seconds(now) + 90_000 }), 20104],
    ['a start in the future', async () => signed({ nbf: seconds(now) + 60 }), 20105],
  ])('refuses %s', async (_flaw, make, code) => {
    await expect(readAccessToken(await make(), account, now)).resolves.toMatchObject({ code });
  });

  it('refuses a token that claims to need no signature', async () => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const unsigned = `${encode({ alg: 'none' })}.${encode({ ...CLAIMS, exp: seconds(now) + 60 })}.`;

    await expect(readAccessToken(unsigned, account, now)).resolves.toHaveProperty('code');
  });
});

const CLAIMS = { iss: key.sid, sub: accountSid, grants: { identity: 'ana' } };

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function signed(changes: Record<string, unknown>): Promise<string> {
  const claims = { ...CLAIMS, exp: seconds(now) + 60, ...changes };
  return new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(key.secret));
}

function twilioToken(secret: string, ttl: number): string {
  const token = new twilio.jwt.AccessToken(accountSid, key.sid, secret, { identity: 'ana', ttl });
  token.addGrant(new twilio.jwt.AccessToken.SyncGrant({ serviceSid: `IS${'2'.repeat(32)}` }));
  return token.toJwt();
}
