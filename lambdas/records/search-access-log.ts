import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { parseObject } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type AccessNeeds, recordRefusal, showLines } from './access-log.ts';

/** `POST /accessLog/search`: what `GET /accessLog` shows, asked for in the body, so that no name is in an address. */
export const searchAccessLog = (services: AccessNeeds) => (request: SignedInRequest) =>
  showLines(services, request, parseObject(request.body));

export const handler = forSignedIn(
  'searchAccessLog',
  searchAccessLog,
  { access: real.access, clock: real.clock },
  recordRefusal,
);
