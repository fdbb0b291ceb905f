import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import type { OpenRequest, OpenResponse } from '#lambdas/contract/panel-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { clientNamed } from '#lambdas/edge/embed-client.ts';
import { forGrant } from '#lambdas/edge/for-grant.ts';
import type { ApiRequest, ApiResponse } from '#lambdas/edge/request.ts';
import { must, readBody } from '#lambdas/edge/validate.ts';
import { readSessions } from '#lambdas/payment/session-access.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { callThatIsUp } from './granted-call.ts';
import { ownPayments } from './own-payments.ts';

const schema = v.strictObject({
  grant: must('must be a grant', v.pipe(v.string(), v.maxLength(200))),
  origin: must(
    'must be the origin of the page around the panel',
    v.exactOptional(v.pipe(v.string(), v.maxLength(300))),
  ),
} satisfies Record<keyof OpenRequest, v.GenericSchema>);

/**
 * `POST /panel/open`: spends a grant for the token of one panel. What goes wrong after that is put right by another grant:
 * a spent one is never given back.
 */
export const openPanel =
  (services: Pick<Services, 'calls' | 'grants' | 'trail' | 'twilioCalls'>) =>
  async ({ body, log }: ApiRequest): Promise<ApiResponse> => {
    const asked = readBody(body, schema);
    const opened = await services.grants.redeem(asked.grant, asked.origin);
    if (!opened || !clientNamed(opened.grant.client)) throw new AppError('GRANT_REFUSED');
    const { grant, token, until } = opened;

    const call = await callThatIsUp(services, grant);
    const caller = { username: grant.agent, roles: ['agent'], grant } as const;
    const payments = await readSessions(services, call.sessions ?? []);
    const own = ownPayments(payments, caller);
    if (payments.some((session) => !isOver(session.state) && !own.includes(session))) {
      throw new AppError('SESSION_OPEN');
    }
    log.info('panel opened', { callSid: grant.callSid, agent: grant.agent });
    const { id: _id, client: _client, origin: _origin, ...shown } = grant;
    const response: OpenResponse = { ...shown, token, expiresAt: until.toISOString(), payments: own };
    return { status: 200, json: response };
  };

export const handler = forGrant('openPanel', openPanel, {
  calls: real.calls,
  grants: real.grants,
  trail: real.trail,
  twilioCalls: real.twilioCalls,
});
