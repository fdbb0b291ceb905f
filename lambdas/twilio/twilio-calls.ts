import type { TwilioAddresses } from './twilio-payments.ts';
import type { SendToTwilio } from './twilio-request.ts';

export interface CallLeg {
  readonly sid: string;
  /** `client:<identity>` on an agent's leg. */
  readonly to: string;
  readonly status: string;
}

/** Twilio's Calls resource, as far as we ask it anything. */
export interface TwilioCalls {
  /** The legs dialled from a call that are being talked on. */
  legsInProgress(parentCallSid: string): Promise<readonly CallLeg[]>;
}

/** Asked only when no callback told who answered. */
export function createTwilioCalls(send: SendToTwilio, { accountSid, baseUrl }: TwilioAddresses): TwilioCalls {
  return {
    async legsInProgress(parentCallSid) {
      const query = new URLSearchParams({ ParentCallSid: parentCallSid, Status: 'in-progress' });
      const body = await send({
        method: 'GET',
        url: `${baseUrl}/2010-04-01/Accounts/${accountSid}/Calls.json?${query}`,
      });
      const calls: readonly unknown[] = Array.isArray(body.calls) ? body.calls : [];
      return calls.filter(isLeg).filter((leg) => leg.status === 'in-progress');
    },
  };
}

function isLeg(value: unknown): value is CallLeg {
  const leg = value as Partial<CallLeg> | null;
  return typeof leg?.sid === 'string' && typeof leg.to === 'string' && typeof leg.status === 'string';
}
