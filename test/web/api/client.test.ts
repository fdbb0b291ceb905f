import { describe, expect, it } from '@jest/globals';
import { ApiError, createClient } from '#web/src/api/client.ts';
import { createDeskApi } from '#web/src/api/desk-api.ts';
import { fakeApi, refusal } from '../support/fake-api.ts';

function make(renews = false) {
  const api = fakeApi();
  let token = 'old';
  let ended = false;
  const send = createClient(api.fetch, {
    accessToken: async () => token,
    renew: async () => {
      if (renews) token = 'new';
      return renews;
    },
    markEnded: () => {
      ended = true;
    },
  });
  return { api, desk: createDeskApi(send), ended: () => ended };
}

describe('the API client', () => {
  it('sends the sign-in token and the body', async () => {
    const { api, desk } = make();
    api.on('POST /updatePaySession', { body: {} });
    await desk.ask({ paySid: 'PK1', capture: 'expiration-date' });
    expect(api.sent).toEqual([
      {
        method: 'POST',
        path: '/updatePaySession',
        body: { paySid: 'PK1', capture: 'expiration-date' },
        authorization: 'Bearer old',
      },
    ]);
  });

  it('renews the sign-in once after a 401 and tries again', async () => {
    const { api, desk, ended } = make(true);
    api.on('POST /token', ({ authorization }) =>
      authorization === 'Bearer new' ? { body: { token: 't' } } : refusal(401),
    );
    await expect(desk.token()).resolves.toEqual({ token: 't' });
    expect(api.sent).toHaveLength(2);
    expect(ended()).toBe(false);
  });

  it('says that the sign-in has ended when it cannot be renewed', async () => {
    const { api, desk, ended } = make();
    api.on('POST /token', refusal(401));
    await expect(desk.token()).rejects.toMatchObject({ status: 401 });
    expect(ended()).toBe(true);
  });

  it('turns a refusal into code, message, field, request id and Twilio’s code', async () => {
    const { api, desk } = make();
    api.on('POST /completePaySession', refusal(502, { twilioCode: 64002, field: 'paySid' }));
    const error = await desk.complete({ paySid: 'PK1' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 502,
      code: 'E502',
      message: 'Failed to do it.',
      requestId: 'req-7f3a',
      field: 'paySid',
      twilioCode: 64002,
      isUncertain: true,
    });
  });

  it('is uncertain, not refused, when no response arrives', async () => {
    const { api, desk } = make();
    api.on('POST /completePaySession', 'no response');
    await expect(desk.complete({ paySid: 'PK1' })).rejects.toMatchObject({
      code: 'NETWORK',
      isUncertain: true,
    });
  });

  it('asks for the list in the body, without empty filters', async () => {
    const { api, desk } = make();
    api.on('POST /paySessions/search', { body: { items: [] } });
    await desk.list({ state: 'active', agent: '', callSid: undefined });
    expect(api.sent[0]).toMatchObject({ path: '/paySessions/search', body: { state: 'active' } });
  });
});
