import type { ToResolveResponse, UnresolvedPayment } from '#lambdas/contract/desk-api.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

const MOST = 100;

/**
 * `GET /paySessions/toResolve`: payments whose result is not known, oldest first. Holds nothing of a card, like the team
 * view, so that a desk may ask again and again without every look being an audit read.
 */
export const listToResolve =
  ({ listing }: Pick<Services, 'listing'>) =>
  async (_request: SignedInRequest): Promise<ApiResponse> => {
    const found = await listing.unresolved(MOST + 1);
    const response: ToResolveResponse = {
      items: found.slice(0, MOST).map(viewUnresolved),
      more: found.length > MOST,
    };
    return { status: 200, json: response };
  };

export const handler = forSignedIn('toResolve', listToResolve, { listing: real.listing });

function viewUnresolved({ session }: StoredSession): UnresolvedPayment {
  const { paySid, callSid, agent, paymentMethod, startedAt, updatedAt } = session;
  const { chargeAmount, currency, reference, assistPayId } = session;
  return {
    paySid,
    callSid,
    agent,
    paymentMethod,
    ...definedOnly({ chargeAmount, currency, reference, assistPayId }),
    startedAt,
    updatedAt,
  };
}
