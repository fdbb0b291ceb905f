import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import { CLIENT_NAME } from '#lambdas/contract/user-name.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { must, readBody } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { viewDelivery } from './delivery-view.ts';

const schema = v.strictObject({
  eventId: must(
    'must be the id of an event',
    v.pipe(v.string(), v.regex(/^PK[0-9a-fA-F]{32}-[1-9]\d{0,8}$/)),
  ),
  endpoint: must('must be the name of an endpoint', v.pipe(v.string(), v.regex(CLIENT_NAME))),
});

/**
 * `POST /deliveries/resend`: sends an event once more, under the same id, within a minute. An endpoint that was left alone is
 * tried again from then on, with all that waits for it.
 */
export const resendDelivery =
  ({ clock, deliveries }: Pick<Services, 'clock' | 'deliveries'>) =>
  async ({ body, caller, log }: SignedInRequest): Promise<ApiResponse> => {
    const { eventId, endpoint } = readBody(body, schema);
    const sent = await deliveries.again(eventId, endpoint);
    if (!sent) throw new AppError('DELIVERY_NOT_FOUND');
    const { off } = await deliveries.health(endpoint);
    if (off) await deliveries.setHealth({ endpoint, failingSince: clock.now().toISOString() });
    log.info('sent again', { paySid: sent.paySid, code: endpoint, agent: caller.username });
    return { status: 202, json: viewDelivery(sent) };
  };

export const handler = forSignedIn('resendDelivery', resendDelivery, {
  clock: real.clock,
  deliveries: real.deliveries,
});
