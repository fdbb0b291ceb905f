import { describe, expect, it } from '@jest/globals';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { HttpResponse, SendHttp } from '#lambdas/platform/http-request.ts';
import type { Secrets } from '#lambdas/stores/secrets.ts';
import { BRISK, createTwilioSender, PATIENT, type RetryPolicy } from '#lambdas/twilio/twilio-request.ts';

const SECRETS: Secrets = {
  twilio: async () => ({
    authTokens: ['t'],
    apiKeySid: 'SK1',
    apiKeySecret: 'secret',
    connectorUsername: '',
    connectorPassword: '',
  }),
};
const START = {
  method: 'POST',
  url: 'http://twilio/Payments.json',
  form: { IdempotencyKey: 'key-1', ChargeAmount: '12.00' },
  accepts: ({ sid }: Readonly<Record<string, unknown>>) => typeof sid === 'string',
} as const;

const response = (status: number, text: string, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  text,
  bytes: Buffer.from(text),
});
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (): HttpResponse =>
    response(status, JSON.stringify(body), headers);
const garbage = () => response(200, '<html>bad gateway</html>');
const reset = (): HttpResponse => {
  throw new Error('socket hang up');
};
const OK = json(201, { sid: 'PK1' });

describe('a request to Twilio', () => {
  it('carries the API key and the form', async () => {
    const { send, sent } = world([OK]);
    await expect(send(START)).resolves.toEqual({ sid: 'PK1' });
    expect(sent).toEqual([
      { body: 'IdempotencyKey=key-1&ChargeAmount=12.00', authorization: `Basic ${btoa('SK1:secret')}` },
    ]);
  });

  it.each([
    ['a 429', json(429, { code: 20429 })],
    ['a 500', json(500, {})],
    ['a 503', json(503, {})],
    ['a reset', reset],
    ['an answer that cannot be read', garbage],
    ['an answer without what is needed', json(201, { status: 'ok' })],
  ])('is sent again after %s, to the byte', async (_, failure) => {
    const { send, sent } = world([failure, failure, OK]);
    await expect(send(START)).resolves.toEqual({ sid: 'PK1' });
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
  });

  it('waits as long as Twilio asks for', async () => {
    const { send, slept } = world([json(429, {}, { 'retry-after': '3' }), OK]);
    await send(START);
    expect(slept).toEqual([3_000]);
  });

  it('does not wait longer than it has time', async () => {
    const { send, sent, slept } = world([json(429, { code: 20429 }, { 'retry-after': '60' }), OK]);
    await expect(send(START)).rejects.toMatchObject({ code: 'TWILIO_UNAVAILABLE', twilioCode: 20429 });
    expect(sent).toHaveLength(1);
    expect(slept).toEqual([]);
  });

  it('is over before API Gateway gives up', () => {
    const longest = ({ totalMs, attemptMs }: RetryPolicy) => totalMs + attemptMs;
    expect(longest(PATIENT)).toBeLessThan(25_000);
    // A start also opens the document: two requests for a screen come after it.
    expect(longest(PATIENT) + 2 * BRISK.attemptMs).toBeLessThan(29_000);
  });

  it('is given up after four attempts', async () => {
    const { send, sent } = world([reset, reset, reset, reset, OK]);
    await expect(send(START)).rejects.toMatchObject({ code: 'TWILIO_UNAVAILABLE' });
    expect(sent).toHaveLength(4);
  });

  it.each([400, 401, 403, 404, 409])('is not sent again after a %s', async (status) => {
    const { send, sent } = world([json(status, { code: 64020, message: 'no' }), OK]);
    await expect(send(START)).rejects.toMatchObject({ code: 'TWILIO_REFUSED', twilioCode: 64020 });
    expect(sent).toHaveLength(1);
  });

  it('does not treat a refusal as a no once an attempt may have worked', async () => {
    const { send } = world([reset, json(400, { code: 64021 })]);
    await expect(send(START)).rejects.toMatchObject({ code: 'TWILIO_UNAVAILABLE', twilioCode: 64021 });
  });

  it('treats a refusal after a 429 as a no, because a 429 did nothing', async () => {
    const { send } = world([json(429, {}), json(400, { code: 64004 })]);
    await expect(send(START)).rejects.toMatchObject({ code: 'TWILIO_REFUSED', twilioCode: 64004 });
  });

  it('repeats nothing that Twilio wrote', async () => {
    const { send } = world([json(400, { code: '4111111111111111', message: 'card 4111111111111111' })]);
    const error = await send(START).catch((caught: unknown) => caught);
    expect(JSON.stringify(error) + String(error)).not.toContain('4111');
  });
});

/** Twilio's responses in order, and a clock that only moves by sleeping. */
function world(answers: readonly (() => HttpResponse)[], policy = PATIENT) {
  const sent: { body: string; authorization: string }[] = [];
  const slept: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
  const fake: SendHttp = async (_url, { form, headers }) => {
    sent.push({ body: String(new URLSearchParams(form)), authorization: headers.authorization ?? '' });
    const answer = answers[sent.length - 1];
    if (!answer) throw new Error('Nothing more was to be sent');
    return answer();
  };
  return { send: createTwilioSender({ clock, secrets: SECRETS }, policy, fake), sent, slept };
}
