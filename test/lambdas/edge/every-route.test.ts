import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ErrorResponse } from '#lambdas/contract/desk-api.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { queue } from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import {
  ANA,
  another,
  connectorCredentials,
  type HandlerHouse,
  newSid,
  openHouse,
  PUBLIC_BASE_URL,
  SAM,
  signedInAs,
} from '#test/support/handler-house.ts';
import { goOnline } from '#test/support/incoming-calls.ts';
import { at, SHORT, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const CARD = '4111111111111111';
const namesOf = (kind: string) => ROUTES.filter(({ auth }) => auth.kind === kind).map(({ name }) => name);
const WITH_JSON_BODY = [
  'presence',
  'startPaySession',
  'updatePaySession',
  'completePaySession',
  'cancelPaySession',
  'resolvePaySession',
];

describe('every route for people', () => {
  it.each(namesOf('signIn'))('%s returns 401 when nobody is signed in', async (name) => {
    const { status, json } = await house.invoke<ErrorResponse>(name, {});
    expect(status).toBe(401);
    expect(json.error).toMatchObject({ code: 'SIGN_IN_REQUIRED', requestId: 'request-1' });
  });

  it.each(namesOf('signIn'))('%s returns 403 to a person without a group', async (name) => {
    const requestContext = signedInAs({ username: 'eve', roles: [] });
    expect(await house.invoke(name, { requestContext })).toMatchObject({
      status: 403,
      json: { error: { code: 'ROLE_REFUSED' } },
    });
  });

  it('lets no supervisor who is not an agent take payments', async () => {
    const boss = { username: 'boss', roles: ['supervisor'] } as const;
    expect((await house.desk('startPaySession', boss, {})).status).toBe(403);
    expect((await house.desk('token', boss)).status).toBe(403);
    expect((await house.desk('listPaySessions', boss)).status).toBe(200);
  });

  it('treats claims that are not text as absent', async () => {
    const requestContext = { authorizer: { claims: { username: ['ana'] } } } as never;
    expect((await house.invoke('token', { requestContext })).status).toBe(401);
  });
});

describe('every route with a JSON body', () => {
  const bodies: readonly (readonly [string, string | null])[] = [
    ['no body', null],
    ['an empty body', ''],
    ['broken JSON', '{"paySid":'],
    ['a list', '[]'],
    ['a text', `"${CARD}"`],
    ['null', 'null'],
    ['form data', 'paySid=1&capture=2'],
    ['deep nesting', '['.repeat(9_000)],
  ];
  it.each(WITH_JSON_BODY.flatMap((name) => bodies.map(([what, body]) => [name, what, body] as const)))(
    '%s returns 400 for %s',
    async (name, _, body) => {
      const reply = await house.desk<ErrorResponse>(name, SAM, undefined, { body });
      expect(reply).toMatchObject({ status: 400, json: { error: { code: 'BODY_NOT_JSON' } } });
    },
  );

  it.each(WITH_JSON_BODY)('%s names none of the fields it does not know', async (name) => {
    for (const body of [{ [CARD]: 1 }, JSON.parse('{"__proto__": {"paySid": "x"}}'), { constructor: {} }]) {
      const reply = await house.desk<ErrorResponse>(name, SAM, body);
      expect(reply.status).toBe(400);
      expect(reply.text).not.toContain(CARD);
    }
  });

  it.each(WITH_JSON_BODY)('%s repeats none of the values it refuses', async (name) => {
    const everywhere = {
      callSid: CARD,
      paySid: CARD,
      capture: CARD,
      state: CARD,
      reason: [CARD],
      note: CARD,
    };
    const reply = await house.desk<ErrorResponse>(name, SAM, everywhere);
    expect(reply.status).toBe(400);
    expect(reply.text).not.toContain(CARD);
  });
});

describe('every route', () => {
  it.each(ROUTES.map(({ name }) => name))('%s refuses a huge body', async (name) => {
    const reply = await house.desk(name, ANA, undefined, { body: `{"a":"${'x'.repeat(40_000)}"}` });
    expect(reply).toMatchObject({ status: 413, json: { error: { code: 'BODY_TOO_LARGE' } } });
  });

  it('refuses the first byte beyond 16 kB, and not the last one before', async () => {
    const bodyOf = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect((await house.desk('presence', ANA, undefined, { body: bodyOf(16_384) })).status).toBe(400);
    expect((await house.desk('presence', ANA, undefined, { body: bodyOf(16_385) })).status).toBe(413);
  });

  it.each(ROUTES.map(({ name }) => name))('%s survives an event with nothing in it', async (name) => {
    const nothing = { headers: null, requestContext: undefined, queryStringParameters: null } as never;
    // The proof of a grant is in the body.
    const refused = namesOf('grant').includes(name) ? [400] : [401, 403];
    expect(refused).toContain((await house.invoke(name, nothing)).status);
  });

  it('never lets a response be cached or sniffed', async () => {
    const { headers } = await house.invoke('token', {});
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json',
    });
  });

  it('reads a base64 body as the text it stands for', async () => {
    const body = Buffer.from('{"state":"online"}').toString('base64');
    const reply = await house.desk('presence', ANA, undefined, { body, isBase64Encoded: true });
    expect(reply).toMatchObject({ status: 200, json: { state: 'online' } });
  });
});

describe('every route for Twilio', () => {
  const form = { CallSid: `CA${'1'.repeat(32)}`, Sid: `PK${'2'.repeat(32)}` };
  const body = new URLSearchParams(form).toString();

  it.each(namesOf('twilioSignature'))('%s returns 403 for an unsigned request', async (name) => {
    expect(await house.invoke(name, { body })).toMatchObject({
      status: 403,
      json: { error: { code: 'SIGNATURE_REFUSED' } },
    });
  });

  it.each(namesOf('twilioSignature'))('%s returns 403 for a signature of something else', async (name) => {
    const signedForOther = await house.webhook(name, form, {
      'X-Twilio-Signature': 'iR3nMN//hRpUyoyTKWBRR291bW4=',
    });
    expect(signedForOther.status).toBe(403);
  });

  it.each(namesOf('twilioSignature'))('%s refuses a signed request with an unsigned query', async (name) => {
    const signed = await signedHeaders(name, form);
    const query = { multiValueQueryStringParameters: { paySid: ['x'] } };
    expect((await house.invoke(name, { body, headers: signed, ...query })).status).toBe(403);
  });

  it.each(namesOf('twilioSignature'))('%s takes the header in any case and a base64 body', async (name) => {
    const signed = await signedHeaders(name, form);
    const headers = { 'x-twilio-SIGNATURE': signed['X-Twilio-Signature'] };
    const encoded = { body: Buffer.from(body).toString('base64'), isBase64Encoded: true, headers };
    expect((await house.invoke(name, encoded)).status).toBeLessThan(300);
  });

  it.each(namesOf('twilioSignature'))('%s does not accept a sign-in as a signature', async (name) => {
    expect((await house.invoke(name, { body, requestContext: signedInAs(ANA) })).status).toBe(403);
  });
});

describe('the route for the connector', () => {
  it.each([
    ['no credentials', undefined],
    ['a wrong password', connectorCredentials('wrong')],
    ['an empty password', connectorCredentials('')],
    ['a bearer token', 'Bearer abc'],
    ['something unreadable', 'Basic ::::'],
  ])('answers 401 to %s', async (_, authorization) => {
    const headers = authorization ? { authorization } : {};
    expect(await house.invoke('mockPaymentProcessor', { body: '{}', headers })).toMatchObject({
      status: 401,
      json: { error: { code: 'CREDENTIALS_REFUSED' } },
    });
  });
});

describe('all routes together', () => {
  it('every address handed to Twilio leads to a route that takes its signed request (B10)', async () => {
    const pay = await startPayment(house, SHORT);
    await pay.ask('payment-card-number');
    const callSid = await house.rungCall();
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
    // Callers of other tests must not be in line before this one.
    for (const { callSid: waiting } of await queue().waiting(100))
      await house.webhook('callStatus', { CallSid: waiting, CallStatus: 'completed' });
    await goOnline(house, another(ANA));
    const dialled = await house.webhook('twiml', { CallSid: newSid('CA') });
    const queued = await house.webhook('twiml', { CallSid: newSid('CA') });
    const text = dialled.text + queued.text;
    const addresses = new Set([
      ...house.twilio.payments().map(({ form }) => form.StatusCallback ?? ''),
      ...[...text.matchAll(/(?:statusCallback|action|waitUrl)="([^"]+)"/g)].map(([, address = '']) =>
        address.replaceAll('&amp;', '&'),
      ),
    ]);
    expect(addresses.size).toBe(5);
    for (const address of addresses) {
      // The overrides after the # are Twilio's alone: neither sent nor signed.
      const path = address.replace(PUBLIC_BASE_URL, '').replace(/#.*$/, '');
      const route = ROUTES.find(({ paths }) => paths.includes(path.replace(/\?.*$/, '')));
      expect(route).toMatchObject({ method: 'POST', auth: { kind: 'twilioSignature' } });
      const below = path.replace(route?.paths[0] ?? '', '');
      const form = { CallSid: callSid, Sid: pay.paySid };
      expect([200, 204]).toContain((await house.webhook(route?.name ?? '', form, {}, below)).status);
    }
  });

  it('no card number reaches a log line, a table, a screen or an answer (B12)', async () => {
    const canary = '4000056655665556';
    const lines: string[] = [];
    const answers: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((line) => lines.push(String(line)) > 0);
    delete process.env.LOG_LEVEL;
    try {
      const pay = await startPayment(house, SHORT);
      const spellings = [canary, '4000 0566 5566 5556', '4000-0566-5566-5556'];
      for (const [index, spelling] of spellings.entries()) {
        const everywhere = Object.fromEntries(
          [
            'PaymentCardNumber',
            'PaymentError',
            'ConnectorError',
            'PaymentToken',
            'PaymentConfirmationCode',
            'ErrorType',
            'Capture',
            'SomethingNew',
          ].map((name) => [name, spelling]),
        );
        answers.push((await pay.callback({ ...everywhere, DateUpdated: at(10 + index) })).text);
        answers.push(
          (
            await pay.callback({
              ...everywhere,
              Capture: 'payment-card-number',
              PartialResult: 'true',
              DateUpdated: at(20 + index),
            })
          ).text,
        );
        for (const route of [
          'startPaySession',
          'updatePaySession',
          'completePaySession',
          'cancelPaySession',
          'resolvePaySession',
        ]) {
          const body = {
            paySid: pay.paySid,
            callSid: pay.callSid,
            capture: spelling,
            description: spelling,
            reason: spelling,
            note: spelling,
            processorReference: spelling,
            finding: 'charged',
            chargeAmount: spelling,
          };
          answers.push((await house.desk(route, SAM, body)).text);
        }
        const processor = {
          method: 'charge',
          transaction_id: spelling,
          cardnumber: canary,
          cvv: '987',
          amount: '1.00',
        };
        const headers = { authorization: connectorCredentials() };
        answers.push(
          (await house.invoke('mockPaymentProcessor', { body: JSON.stringify(processor), headers })).text,
        );
        answers.push((await house.invoke('mockPaymentProcessor', { body: `${canary}{`, headers })).text);
        const queryStringParameters = { agent: spelling, callSid: spelling, cursor: spelling };
        answers.push((await house.desk('listPaySessions', ANA, undefined, { queryStringParameters })).text);
      }
      await pay.callback({
        Result: 'payment-connector-error',
        ConnectorError: `declined ${canary}`,
        DateUpdated: at(40),
      });
      answers.push(JSON.stringify(await pay.read()));
    } finally {
      process.env.LOG_LEVEL = 'silent';
      write.mockRestore();
    }

    const tables = await Promise.all(
      ['Audit', 'Sessions'].map(
        async (TableName) => (await createDocumentClient().send(new ScanCommand({ TableName }))).Items,
      ),
    );
    const sinks = { lines, answers, tables, screens: house.twilio.pushed };
    expect(lines.length).toBeGreaterThan(20);
    for (const [sink, content] of Object.entries(sinks)) {
      const digits = JSON.stringify(content).replace(/[\s-]/g, '');
      expect([
        sink,
        digits.includes(canary),
        digits.includes('4000056655'),
        digits.includes('"987"'),
      ]).toEqual([sink, false, false, false]);
    }
  });
});

async function signedHeaders(name: string, form: Readonly<Record<string, string>>) {
  const { getExpectedTwilioSignature } = await import('twilio/lib/webhooks/webhooks.js');
  const { AUTH_TOKENS, PUBLIC_BASE_URL } = await import('#test/support/handler-house.ts');
  const path = ROUTES.find((route) => route.name === name)?.paths[0] ?? '';
  const signature = getExpectedTwilioSignature(AUTH_TOKENS[1], PUBLIC_BASE_URL + path, form);
  return { 'X-Twilio-Signature': signature };
}
