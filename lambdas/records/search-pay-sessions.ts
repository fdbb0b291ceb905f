import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { parseObject } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type ListNeeds, showPayments } from './list-pay-sessions.ts';
import { readListRequest } from './list-request.ts';

/**
 * `POST /paySessions/search`: what `GET /paySessions` shows, asked for in the body. What people type into a search
 * stands in no address then, so in no history, no referrer and no log on the way.
 */
export const searchPaySessions = (services: ListNeeds) => (request: SignedInRequest) =>
  showPayments(services, request, readListRequest(parseObject(request.body)));

export const handler = forSignedIn('searchPaySessions', searchPaySessions, {
  access: real.access,
  clock: real.clock,
  listing: real.listing,
});
