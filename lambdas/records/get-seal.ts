import * as v from 'valibot';
import type { SealView } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { paySid as paySidShape, validate } from '#lambdas/edge/validate.ts';
import { isOwn, knownSession } from '#lambdas/payment/session-access.ts';
import { describeFailure } from '#lambdas/platform/log.ts';
import { findBreak } from '#lambdas/session/trail-chain.ts';
import { LogDamaged } from '#lambdas/stores/tlog-store.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

const schema = v.object({ paySid: paySidShape });

/**
 * `GET /paySessions/{paySid}/seal`, for whoever may open the record. It holds a SID, times and hashes and nothing of the payment,
 * so looking at it is not an audit read. A log that cannot be read, or is damaged, is `STORE_UNAVAILABLE`: nothing is claimed then.
 */
export const getSeal =
  ({ seals, trail }: Pick<Services, 'seals' | 'trail'>) =>
  async ({ pathParameters, caller, log }: SignedInRequest): Promise<ApiResponse> => {
    const { paySid } = validate(pathParameters, schema);
    const events = await trail.read(paySid);
    const session = knownSession(events);
    if (!isOwn(session, caller) && !caller.roles.includes('supervisor')) throw new AppError('NOT_YOUR_CALL');

    const newest = events.at(-1) as (typeof events)[number];
    const seal = await seals
      .findSeal(loggedName(paySid), { events: newest.sequence, at: newest.at })
      .catch((failure: unknown) => {
        log.error(failure instanceof LogDamaged ? 'log damaged' : 'failed', describeFailure(failure));
        throw new AppError('STORE_UNAVAILABLE', { cause: failure });
      });
    if (!seal) return { status: 200, json: {} satisfies SealView };

    // The seal covers the events before the newest only as far as each is linked to the next.
    const brokenAt = findBreak(events) ?? (seal.hash === newest.hash ? undefined : newest.sequence);
    if (brokenAt !== undefined) log.error('trail broken', { paySid, sequence: brokenAt });
    const json: SealView = {
      sealedAt: seal.sealedAt,
      events: newest.sequence,
      proof: seal.proof,
      ...(brokenAt === undefined ? {} : { differs: true }),
    };
    return { status: 200, json };
  };

export const handler = forSignedIn('getSeal', getSeal, { seals: real.seals, trail: real.trail });
