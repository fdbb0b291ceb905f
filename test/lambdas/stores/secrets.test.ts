import { describe, expect, it, jest } from '@jest/globals';
import { createSecrets } from '#lambdas/stores/secrets.ts';

describe('the Twilio secret', () => {
  const SECRET = JSON.stringify({
    authTokens: ['a'],
    apiKeySid: 'SK1',
    apiKeySecret: 's',
    connectorUsername: 'u',
    connectorPassword: 'p',
  });
  const MINUTE = 60_000;

  function world(fetchSecret: () => Promise<string | undefined>) {
    let now = 0;
    const clock = { now: () => new Date(now), sleep: async () => {} };
    const fetching = jest.fn(fetchSecret);
    return {
      fetching,
      secrets: createSecrets(clock, { TWILIO_SECRET_ARN: 'arn' }, fetching),
      pass: (milliseconds: number) => {
        now += milliseconds;
      },
    };
  }

  it('is fetched once in five minutes', async () => {
    const { secrets, fetching, pass } = world(async () => SECRET);
    await secrets.twilio();
    pass(4 * MINUTE);
    await secrets.twilio();
    expect(fetching).toHaveBeenCalledTimes(1);
    pass(2 * MINUTE);
    await secrets.twilio();
    expect(fetching).toHaveBeenCalledTimes(2);
  });

  it('stays in use for an hour while the store does not respond, and then no longer', async () => {
    let answer: () => Promise<string> = async () => SECRET;
    const { secrets, pass } = world(() => answer());
    await secrets.twilio();
    answer = async () => {
      throw new Error('throttled');
    };
    pass(59 * MINUTE);
    await expect(secrets.twilio()).resolves.toMatchObject({ apiKeySid: 'SK1' });
    pass(2 * MINUTE);
    await expect(secrets.twilio()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it.each([
    ['nothing', undefined],
    ['no JSON', 'x'],
    ['no tokens', '{"authTokens":[]}'],
  ])('is no secret when it is %s', async (_, text) => {
    await expect(world(async () => text).secrets.twilio()).rejects.toMatchObject({ status: 503 });
  });

  it('comes from the environment where no ARN is set', async () => {
    const clock = { now: () => new Date(0), sleep: async () => {} };
    await expect(createSecrets(clock, { TWILIO_SECRET: SECRET }).twilio()).resolves.toMatchObject({
      apiKeySid: 'SK1',
    });
  });
});
