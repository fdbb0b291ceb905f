import * as v from 'valibot';
import { isDay } from '#lambdas/contract/day.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { type DeliveriesResponse, parseWebhooks } from '#lambdas/contract/webhooks.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { must, validate } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { viewDelivery } from './delivery-view.ts';

const schema = v.strictObject({
  day: must(
    'must be an existing day such as 2026-11-22',
    v.exactOptional(v.pipe(v.string(), v.check(isDay))),
  ),
  cursor: must(
    'must be the cursor of the previous response',
    v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9TZ:.-]{24}#[\w#-]{1,100}$/))),
  ),
});

/**
 * `GET /deliveries`: what was sent to other systems on one day (UTC), newest first, and which of them fail. It names payments
 * and shows nothing of them, so it is no reading of records.
 */
export const listDeliveries =
  ({ clock, deliveries }: Pick<Services, 'clock' | 'deliveries'>) =>
  async ({ query }: SignedInRequest): Promise<ApiResponse> => {
    const { day = clock.now().toISOString().slice(0, 10), cursor } = validate({ ...query }, schema);
    const [page, ...endpoints] = await Promise.all([
      deliveries.ofDay(day, cursor),
      ...endpointNames().map((name) => deliveries.health(name)),
    ]);
    const response: DeliveriesResponse = { ...page, day, items: page.items.map(viewDelivery), endpoints };
    return { status: 200, json: response };
  };

export const handler = forSignedIn('listDeliveries', listDeliveries, {
  clock: real.clock,
  deliveries: real.deliveries,
});

/** Where they are is checked by those who send. */
function endpointNames(): readonly string[] {
  return (parseWebhooks(process.env[ENV.webhooks] ?? '', true) ?? []).map(({ name }) => name);
}
