import type { Capture } from '#lambdas/contract/desk-api.ts';
import type { SendToTwilio } from './twilio-request.ts';

export interface UpdatePayment {
  readonly callSid: string;
  readonly paySid: string;
  readonly idempotencyKey: string;
}

/** Twilio's Payments resource (Twilio docs, "Payments subresource"). */
export interface TwilioPayments {
  /** Opens a session on a call and returns its SID. `parameters` are Twilio's own, in Twilio's names. */
  start(
    callSid: string,
    idempotencyKey: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<string>;
  capture(payment: UpdatePayment, capture: Capture): Promise<void>;
  complete(payment: UpdatePayment): Promise<void>;
  cancel(payment: UpdatePayment): Promise<void>;
}

export interface TwilioAddresses {
  readonly accountSid: string;
  /** `https://api.twilio.com`, or a stand-in's. */
  readonly baseUrl: string;
}

/** Every request carries the callback address: Twilio requires it on updates as well. */
export function createTwilioPayments(
  send: SendToTwilio,
  { accountSid, baseUrl }: TwilioAddresses,
  statusCallback: string,
): TwilioPayments {
  const paymentsOf = (callSid: string) =>
    `${baseUrl}/2010-04-01/Accounts/${accountSid}/Calls/${encodeURIComponent(callSid)}/Payments`;

  const update = async (payment: UpdatePayment, change: Readonly<Record<string, string>>) => {
    await send({
      method: 'POST',
      url: `${paymentsOf(payment.callSid)}/${encodeURIComponent(payment.paySid)}.json`,
      form: { IdempotencyKey: payment.idempotencyKey, StatusCallback: statusCallback, ...change },
    });
  };

  return {
    async start(callSid, idempotencyKey, parameters) {
      const body = await send({
        method: 'POST',
        url: `${paymentsOf(callSid)}.json`,
        form: { IdempotencyKey: idempotencyKey, StatusCallback: statusCallback, ...parameters },
        accepts: ({ sid }) => typeof sid === 'string' && /^PK[0-9a-fA-F]{32}$/.test(sid),
      });
      return String(body.sid);
    },
    capture: (payment, capture) => update(payment, { Capture: capture }),
    complete: (payment) => update(payment, { Status: 'complete' }),
    cancel: (payment) => update(payment, { Status: 'cancel' }),
  };
}
