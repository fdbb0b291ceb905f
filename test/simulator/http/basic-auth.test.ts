import { describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { basicAuth } from '#simulator/http/basic-auth.ts';
import { respondToErrors } from '#simulator/http/error-responses.ts';
import { ACCOUNT } from '#test/support/pay-simulator.ts';

const [KEY] = ACCOUNT.apiKeys;
const PATH = `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Calls.json`;
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function get(authorization?: string, path = PATH) {
  const app = new Hono();
  respondToErrors(app);
  app.get('*', basicAuth(ACCOUNT), (context) => context.text('in'));
  const response = await app.request(path, { headers: authorization ? { authorization } : {} });
  return {
    status: response.status,
    body: await response.text(),
    challenge: response.headers.get('www-authenticate'),
  };
}

describe('Basic auth', () => {
  it.each([
    ['account SID and auth token', basic(ACCOUNT.accountSid, ACCOUNT.authToken), PATH],
    ['API key and secret', basic(KEY?.sid ?? '', KEY?.secret ?? ''), PATH],
    ['a path that names no account', basic(ACCOUNT.accountSid, ACCOUNT.authToken), '/v1/Services'],
  ])('takes %s', async (_, authorization, path) => {
    expect(await get(authorization, path)).toMatchObject({ status: 200, body: 'in' });
  });

  it.each([
    ['nothing', undefined],
    ['a wrong token', basic(ACCOUNT.accountSid, 'no')],
    ['an unknown user', basic('SK1', KEY?.secret ?? '')],
    ['an empty user', basic('', '')],
    ['a key’s SID with the account’s token', basic(KEY?.sid ?? '', ACCOUNT.authToken)],
    ['another scheme', 'Bearer abc'],
    ['no base64', 'Basic ???'],
  ])('refuses %s', async (_, authorization) => {
    expect(await get(authorization)).toEqual({
      status: 401,
      body: '{"code":20003,"message":"Authenticate","more_info":"https://www.twilio.com/docs/errors/20003","status":401}',
      challenge: 'Basic realm="Twilio API"',
    });
  });

  it('does not know the account of somebody else', async () => {
    const path = PATH.replace(ACCOUNT.accountSid, `AC${'9'.repeat(32)}`);
    const { status, body } = await get(basic(ACCOUNT.accountSid, ACCOUNT.authToken), path);
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 20404 });
  });
});
