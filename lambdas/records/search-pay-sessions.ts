import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { parseObject } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type ListNeeds, showPayments } from './list-pay-sessions.ts';
import { readListRequest } from './list-request.ts';

/**
 * `POST /paySessions/search`: what `GET /paySessions` shows, asked for in the body. This keeps what people type into a
 * search out of the address, and so out of every history, referrer and log on the way.
 */
export const searchPaySessions = (services: ListNeeds) => (request: SignedInRequest) =>
  showPayments(services, request, readListRequest(parseObject(request.body)));

export const handler = forSignedIn('searchPaySessions', searchPaySessions, {
  access: real.access,
  clock: real.clock,
  listing: real.listing,
});
