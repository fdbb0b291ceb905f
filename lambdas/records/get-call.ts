import * as v from 'valibot';
import type { CallView } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { callSid as callSidShape, validate } from '#lambdas/edge/validate.ts';
import { findCall } from '#lambdas/payment/call-ownership.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

const schema = v.object({ callSid: callSidShape });

/**
 * `GET /calls/{callSid}`, by the customer's leg or the agent's own: who was rung for a caller, how long they waited and who answered. It holds nothing of the caller and
 * nothing of a card, so looking at it is not an audit read.
 */
export const getCall =
  (services: Pick<Services, 'calls' | 'twilioCalls'>) =>
  async ({ pathParameters, caller }: SignedInRequest): Promise<ApiResponse> => {
    const { callSid } = validate(pathParameters, schema);
    const call = await findCall(services, callSid, caller);
    if (!call) throw new AppError('CALL_NOT_FOUND');
    const { agent, arrivedAt, answeredAt, endedAt, steps = [], sessions: payments = [] } = call;
    if (agent !== caller.username && !caller.roles.includes('supervisor'))
      throw new AppError('NOT_YOUR_CALL');
    const json: CallView = {
      callSid: call.callSid,
      ...definedOnly({ agent, arrivedAt, answeredAt, endedAt }),
      steps,
      payments,
    };
    return { status: 200, json };
  };

export const handler = forSignedIn('getCall', getCall, {
  calls: real.calls,
  twilioCalls: real.twilioCalls,
});
