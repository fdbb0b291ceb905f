import type { PaySession, PaySessionRecord, StartRequest, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { ANA, type Form, type HandlerHouse } from './handler-house.ts';

/** A time in the minute in which test payments take place. */
export function at(second: number): string {
  return `2026-01-15T10:00:${String(second).padStart(2, '0')}.000Z`;
}

/** With these two options a payment needs only a card number and its expiry. */
export const SHORT = { postalCode: false, securityCode: false } as const;
export const CARD_ACCEPTED = {
  Capture: 'payment-card-number',
  PaymentCardNumber: 'xxxxxxxxxxxx1111',
  PaymentCardType: 'visa',
  Required: 'expiration-date',
  DateUpdated: at(1),
};
export const EXPIRY_ACCEPTED = {
  ...CARD_ACCEPTED,
  Capture: 'expiration-date',
  Required: '',
  DateUpdated: at(2),
};

/** Starts a payment as an agent would, and returns the steps that may follow. */
export async function startPayment(house: HandlerHouse, asked: Partial<StartRequest> = {}, person = ANA) {
  const callSid = asked.callSid ?? (await house.answeredCall(person));
  const charge = asked.tokenType ? {} : { chargeAmount: '12.00' };
  const { json } = await house.desk('startPaySession', person, { ...charge, ...asked, callSid });
  const { paySid, document, typing } = json;
  return {
    agent: person,
    callSid,
    paySid,
    document,
    /** A callback from Twilio about it. */
    callback: (form: Form, token?: string) => house.callback(paySid, { CallSid: callSid, ...form }, token),
    ask: (capture: string, by = person) => house.desk('updatePaySession', by, { paySid, capture }),
    complete: (by = person) => house.desk('completePaySession', by, { paySid }),
    cancel: (by = person, reason?: string) =>
      house.desk('cancelPaySession', by, { paySid, ...(reason === undefined ? {} : { reason }) }),
    /** What the agent's screen shows. */
    screen: () => house.twilio.documents.get(document) as PaySession | undefined,
    /** What its second document says is being keyed in. */
    typed: () => house.twilio.documents.get(typing ?? '') as TypedDigits | undefined,
    read: async () =>
      (await house.desk<PaySessionRecord>('getPaySession', person, undefined, { pathParameters: { paySid } }))
        .json,
  };
}

/** A payment with everything keyed in, not yet submitted. */
export async function readyPayment(house: HandlerHouse) {
  const pay = await startPayment(house);
  await pay.callback({ ChargeAmount: '12.00', DateCreated: at(0) });
  await pay.ask('expiration-date');
  await pay.callback({
    Capture: 'expiration-date',
    ExpirationDate: '1228',
    PaymentCardNumber: 'xxxxxxxxxxxx1111',
    Required: '',
    DateUpdated: at(5),
  });
  return pay;
}
