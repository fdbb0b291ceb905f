import * as v from 'valibot';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { must, readBody } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

const schema = v.strictObject({
  state: must('must be online, paused or offline', v.picklist(['online', 'paused', 'offline'])),
});

/** `POST /presence`: whether the agent is rung. Going online also says that they are on no call. */
export const setPresence =
  ({ presence }: Pick<Services, 'presence'>) =>
  async ({ body, caller, log }: SignedInRequest): Promise<ApiResponse> => {
    const { state } = readBody(body, schema);
    await presence.set(caller.username, state);
    log.info('presence', { agent: caller.username, state });
    return { status: 200, json: { state } };
  };

export const handler = forSignedIn('presence', setPresence, { presence: real.presence });
