import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Capture, PaySession, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { GrantResponse, OpenResponse } from '#lambdas/contract/panel-api.ts';
import { loadTwilioCredentials } from '#local/twilio-credentials.ts';
import { KEYS } from './support/script.ts';
import { startStack, type TestStack } from './support/start-stack.ts';

jest.setTimeout(60_000);

const ORIGIN = 'http://127.0.0.1:9000';
const CUSTOMER = '+12025550107';
let stack: TestStack;
beforeAll(async () => {
  stack = await startStack({ embedClients: `acme=${ORIGIN}` });
});
afterAll(() => stack.remove());

async function send<T>(url: string, init: RequestInit = {}): Promise<{ status: number; body: T }> {
  const response = await fetch(url, { method: 'POST', ...init });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T };
}
const json = (body: unknown, authorization?: string): RequestInit => ({
  headers: {
    'Content-Type': 'application/json',
    ...(authorization ? { Authorization: authorization } : {}),
  },
  body: JSON.stringify(body),
});

/** An access token of acme's, as its server gets one. */
async function tokenOfClient(scope?: string): Promise<{ status: number; body: { access_token: string } }> {
  const { body } = await send<{ clientId: string; clientSecret: string; tokenUrl: string }>(
    `${stack.deskUrl}/dev/client`,
    json({ name: 'acme' }),
  );
  const basic = Buffer.from(`${body.clientId}:${body.clientSecret}`).toString('base64');
  return send(body.tokenUrl, {
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }),
  });
}

/** A call that another softphone's server placed: nothing of it is known to us. */
async function callElsewhere(): Promise<string> {
  const { simulator } = stack;
  const { accountSid, authToken } = await loadTwilioCredentials(stack.dataDir);
  await send(`${simulator.url}/simulator/customers/${CUSTOMER}`, { ...json({}), method: 'PUT' });
  const { body } = await send<{ sid: string }>(
    `${simulator.url}/2010-04-01/Accounts/${accountSid}/Calls.json`,
    {
      headers: { Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      body: new URLSearchParams({
        To: CUSTOMER,
        From: '+12025550142',
        Twiml: '<Response><Pause length="600"/></Response>',
      }),
    },
  );
  return body.sid;
}

describe('a payment in another system', () => {
  it('is taken on a call that another softphone answered, from the client’s secret to the record', async () => {
    const { body: token } = await tokenOfClient('desk/grant');
    const callSid = await callElsewhere();
    const asked = {
      callSid,
      agent: 'ana',
      reference: 'INV-7',
      currency: 'USD',
      maxAmount: '20.00',
      origin: ORIGIN,
    };
    const granted = await send<GrantResponse>(
      `${stack.apiUrl}/panel/grants`,
      json(asked, `Bearer ${token.access_token}`),
    );
    expect(granted.status).toBe(201);
    expect(granted.body.url).toBe(`${stack.deskUrl}/panel#grant=${granted.body.grant}`);

    const opened = await send<OpenResponse>(
      `${stack.apiUrl}/panel/open`,
      json({ grant: granted.body.grant, origin: ORIGIN }),
    );
    expect(opened.status).toBe(200);
    const bearer = `Bearer ${opened.body.token}`;
    const act = (path: string, body: unknown) =>
      send<PaySession>(`${stack.apiUrl}/panel${path}`, json(body, bearer));
    const started = await act('/startPaySession', { chargeAmount: '12.00' });
    expect(started.status).toBe(201);
    const { paySid } = started.body;
    const until = async (wanted: (session: PaySessionRecord) => boolean): Promise<PaySessionRecord> => {
      for (;;) {
        const headers = { Authorization: bearer };
        const { body } = await send<PaySessionRecord>(`${stack.apiUrl}/panel/paySessions/${paySid}`, {
          method: 'GET',
          headers,
        });
        if (wanted(body)) return body;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    };
    let session: PaySession = started.body;
    for (let field: Capture | undefined = session.required[0]; field; field = session.required[0]) {
      const capture = field;
      expect((await act('/updatePaySession', { paySid, capture })).status).toBe(202);
      await send(
        `${stack.simulator.url}/simulator/calls/${callSid}/digits`,
        json({ digits: `${KEYS[capture]}#` }),
      );
      session = await until(({ captured }) => captured[capture] !== undefined);
    }
    expect((await act('/completePaySession', { paySid })).status).toBe(202);
    const record = await until(({ state }) => state === 'succeeded' || state === 'failed');
    expect(record).toMatchObject({
      state: 'succeeded',
      outcome: 'charged',
      agent: 'ana via acme',
      client: 'acme',
      reference: 'INV-7',
      trail: { verified: true },
    });
  });

  it('needs the client’s own token: not a person’s, not one without the scope', async () => {
    const refusals = [
      undefined,
      `Bearer ${await stack.devSession('ana')}`,
      `Bearer ${await stack.devSession('acme')}`,
      `Bearer ${(await tokenOfClient('openid')).body?.access_token}`,
    ];
    for (const authorization of refusals) {
      const { status } = await send(`${stack.apiUrl}/panel/grants`, json({}, authorization));
      expect(status).toBe(401);
    }
    // Nor does it open anything of the desk.
    const { body } = await tokenOfClient('desk/grant');
    const desk = await send(`${stack.apiUrl}/token`, json({}, `Bearer ${body.access_token}`));
    expect(desk.status).toBe(401);
  });

  it('gives no token for a wrong secret', async () => {
    const { status } = await send(`${stack.deskUrl}/oidc/token`, {
      headers: { Authorization: `Basic ${Buffer.from('acme:guessed').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'desk/grant' }),
    });
    expect(status).toBe(401);
  });
});
