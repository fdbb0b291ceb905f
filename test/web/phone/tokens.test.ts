import { describe, expect, it } from '@jest/globals';
import { createTokens } from '#web/src/phone/tokens.ts';
import { fakeClock } from '../support/fake-clock.ts';

const MINUTE = 60_000;

/** A service whose tokens end with the sign-in, which can be renewed as often as `renewals` says. */
function serviceWith(signInMs: number, renewals: number) {
  const clock = fakeClock();
  let ends = clock.now() + signInMs;
  let fetched = 0;
  let left = renewals;
  const token = async () => {
    fetched += 1;
    const expiresAt = new Date(Math.min(ends, clock.now() + 15 * MINUTE)).toISOString();
    return {
      token: `token ${fetched}`,
      identity: 'ana',
      phoneNumber: '+1',
      syncServiceSid: 'IS1',
      expiresAt,
    };
  };
  const renewSignIn = async () => {
    left -= 1;
    if (left >= 0) ends = clock.now() + 15 * MINUTE;
    return left >= 0;
  };
  const tokens = createTokens({ token }, clock, renewSignIn);
  return { tokens, clock, fetched: () => fetched };
}

describe('a token', () => {
  it('is handed out again while it lasts', async () => {
    const { tokens, clock } = serviceWith(15 * MINUTE, 0);
    expect(await tokens.current()).toBe('token 1');
    await clock.advance(12 * MINUTE);
    expect(await tokens.current()).toBe('token 1');
  });

  it('that would end soon with the sign-in is fetched again once that is renewed', async () => {
    const { tokens, fetched } = serviceWith(MINUTE, 1);
    expect(await tokens.current()).toBe('token 2');
    expect(await tokens.current()).toBe('token 2');
    expect(fetched()).toBe(2);
  });

  it('is the best there is when the sign-in cannot be renewed, and is asked for no more often for that', async () => {
    const { tokens, clock, fetched } = serviceWith(MINUTE, 0);
    expect(await tokens.fresh()).toBe('token 1');
    for (let ask = 0; ask < 5; ask += 1) expect(await tokens.fresh()).toBe('token 1');
    expect(fetched()).toBe(1);
    await clock.advance(20_000);
    expect(await tokens.fresh()).toBe('token 2');
  });
});
