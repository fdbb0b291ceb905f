import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenResponse } from '#lambdas/contract/desk-api.ts';
import { ANA, type HandlerHouse, openHouse, signedInAs } from '#test/support/handler-house.ts';

const MINUTE = 60_000;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Asks with a sign-in token that has this long to live, and returns how long the other lives. */
async function lifeFor(exp: string | undefined) {
  const context = signedInAs(ANA);
  if (exp !== undefined) Object.assign(context.authorizer?.claims, { exp });
  const askedAt = Date.now();
  const reply = await house.invoke<TokenResponse>('token', { requestContext: context });
  if (reply.status !== 200) return reply.status;
  const { token, expiresAt } = reply.json;
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims.exp).toBe(Math.floor(Date.parse(expiresAt) / 1000));
  return Date.parse(expiresAt) - askedAt;
}

/** As a REST API words it: `Sun Nov 22 08:00:00 UTC 2026`. */
function inWords(milliseconds: number): string {
  const [weekday, day, month, year, time] = new Date(Date.now() + milliseconds)
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

const inSeconds = (milliseconds: number) => String(Math.floor((Date.now() + milliseconds) / 1000));

describe('the Voice and Sync token', () => {
  it.each([
    ['in words', inWords],
    ['in seconds', inSeconds],
  ])('ends with a sign-in whose end comes %s', async (_, write) => {
    const life = await lifeFor(write(4 * MINUTE));
    expect(life).toBeGreaterThan(4 * MINUTE - 2_000);
    expect(life).toBeLessThanOrEqual(4 * MINUTE);
  });

  it.each([
    ['a longer sign-in', () => inWords(60 * MINUTE)],
    ['a sign-in of no known end', () => undefined],
    ['a sign-in whose end cannot be read', () => 'soon'],
  ])('lives fifteen minutes with %s', async (_, exp) => {
    const life = await lifeFor(exp());
    expect(life).toBeGreaterThanOrEqual(15 * MINUTE);
    expect(life).toBeLessThan(16 * MINUTE);
  });

  it('is not given to a sign-in that has ended', async () => {
    expect(await lifeFor(inWords(-MINUTE))).toBe(401);
  });
});
