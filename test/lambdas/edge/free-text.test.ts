import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ErrorResponse, PaySessionRecord, StartRequest } from '#lambdas/contract/desk-api.ts';
import { ANA, type HandlerHouse, newSid, openHouse, SAM } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let callSid: string;
beforeAll(async () => {
  house = await openHouse();
  callSid = await house.answeredCall(ANA);
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

const HOSTILE = [
  ['CARD_DIGITS', '4111 1111 1111 1111'],
  ['CARD_DIGITS', '➃➀➀➀ ❶❶❶❶ ➊➊➊➊ ①①①①'],
  ['CARD_DIGITS', '四一一一一一一一一一一一一一一一'],
  ['CARD_DIGITS', [...'4111111111111111'].join('\u3164')],
  ['CARD_DIGITS', [...'4111111111111111'].join('\u200b')],
  ['CARD_DIGITS', '4111 and 1111 and 1111 and 1111'],
  ['CARD_DIGITS', 'ref 0041111111111111110012'],
  ['CARD_DIGITS', Buffer.from('4111111111111111').toString('base64')],
  ['CARD_DIGITS', '%34%31%31%31%31%31%31%31%31%31%31%31%31%31%31%31'],
  ['SECRET_DIGITS', 'cvv 737'],
  ['SECRET_DIGITS', 'exp 12/30'],
  ['SECRET_DIGITS', 'security code is 123'],
  ['SECRET_DIGITS', 'acct 98765432104 routing 021000021'],
  ['CARD_DIGITS', '5 4539x9743x2833x08065'],
  ['CARD_DIGITS', Buffer.from('card 4539974328330806').toString('base64').replace(/.{6}/g, '$& ')],
  ['SECRET_DIGITS', '12/30 exp'],
  ['SECRET_DIGITS', 'account number at Chase 98765432104'],
  ['SECRET_DIGITS', 'acct 9876-5432-104'],
  ['SECRET_DIGITS', 'routing transit number 021000021'],
  ['SECRET_DIGITS', 'securityCode 917'],
  ['SECRET_DIGITS', 'card code 917'],
  ['BROKEN_TEXT', 'order \ud800'],
] as const;

const FIELDS: readonly (readonly [string, (text: string) => ReturnType<HandlerHouse['desk']>])[] = [
  ['description', (description) => start({ description })],
  ['parameters', (note) => start({ parameters: { note } })],
  ['reason', (reason) => house.desk('cancelPaySession', SAM, { paySid: newSid('PK'), reason })],
];

describe.each(FIELDS)('free text in %s', (field, send) => {
  it.each(HOSTILE)('is refused with %s: %j', async (code, text) => {
    const { status, json, text: answer } = await send(text);
    expect({ status, json }).toMatchObject({ status: 400, json: { error: { code, field } } });
    expect(answer).not.toContain(text);
    expect((json as unknown as ErrorResponse).error.message).toMatch(/\. [A-Z].*\.$/);
    expect(house.twilio.calls).toEqual([]);
  });

  it.each(['order 20260115', 'call back +1 202 555 0142', 'parcel 1Z999AA10123456784', '注文 二 個'])(
    'may be %j',
    async (text) => {
      const { json } = await send(text);
      expect((json as unknown as ErrorResponse).error?.field).toBeUndefined();
    },
  );
});

describe('text of any kind', () => {
  it('is refused with a sentence, or its record is still whole after the way through the store', async () => {
    const half = fc.constantFrom(
      '\ud800',
      '\udfff',
      '\ud83e\udd8a',
      'é',
      'e\u0301',
      '\0',
      '\u202e',
      '\ufeff',
    );
    const text = fc.array(fc.oneof(half, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        const description = parts.join('');
        const callSid = await house.answeredCall(ANA);
        const reply = await start({ callSid, description });
        const isBroken = /\p{Surrogate}/u.test(description);
        expect({ isBroken, status: reply.status }).toEqual({ isBroken, status: isBroken ? 400 : 201 });
        if (isBroken) return;
        const { paySid } = reply.json;
        const { json } = await house.desk<PaySessionRecord>('getPaySession', ANA, undefined, {
          pathParameters: { paySid },
        });
        expect(json.trail).toEqual({ verified: true, events: json.events.length });
        expect(json.description ?? '').toBe(description);
      }),
      { numRuns: 25 },
    );
  });

  it.each(['reference', 'description'])('%s may not hold half a character', async (field) => {
    expect(await start({ [field]: 'order \udc00' })).toMatchObject({
      status: 400,
      json: { error: { code: 'BROKEN_TEXT', field } },
    });
  });

  it.each(['agent', 'paySid', 'callSid', 'amount', 'from', 'cursor'])(
    'searched for as %s may not hold half a character',
    async (field) => {
      const reply = await house.desk('searchPaySessions', SAM, { [field]: 'a\ud800' });
      expect(reply).toMatchObject({ status: 400, json: { error: { field } } });
    },
  );
});

function start(more: Partial<StartRequest>) {
  return house.desk('startPaySession', ANA, { callSid, chargeAmount: '1.00', ...more });
}
