import * as v from 'valibot';
import type { AccessLogAnswer } from '#lambdas/contract/desk-api.ts';
import type { Answer } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { must, userName, validate } from '#lambdas/edge/validate.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { viewAccess } from '#lambdas/session/access-event.ts';
import { findBreak } from '#lambdas/session/trail-chain.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { notedName } from './noted-name.ts';

const schema = v.strictObject({
  day: must('must be a day such as 2026-11-22', v.exactOptional(v.pipe(v.string(), v.isoDate()))),
  by: must("must be a person's name", v.exactOptional(userName)),
  cursor: must(
    'must be the cursor of the answer before',
    v.exactOptional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/), v.transform(Number))),
  ),
});

const PAGE = 100;

type Needs = Pick<Services, 'access' | 'clock'>;

/**
 * `GET /accessLog`: who looked at what is recorded on one day (UTC), newest first, with the day's chain verified. For
 * supervisors, and recorded itself.
 */
export const showAccessLog =
  ({ access, clock }: Needs) =>
  async ({ query, caller, requestId, log }: SignedInRequest): Promise<Answer> => {
    const asked = validate({ ...query }, schema);
    const day = asked.day ?? today(clock);
    const lines = await access.read(day);
    const { by, cursor = Number.POSITIVE_INFINITY } = asked;
    const fitting = lines.filter((line) => line.sequence < cursor && (by === undefined || line.by === by));
    const shown = fitting.slice(-PAGE).reverse();
    await access.record({
      action: 'accessLog',
      by: caller.username,
      outcome: 'allowed',
      target: day,
      ...(by === undefined ? {} : { filter: { by: notedName(by) } }),
      rows: shown.length,
      requestId,
    });

    const brokenAt = findBreak(lines);
    if (brokenAt !== undefined) log.error('trail broken', { sequence: brokenAt });
    const answer: AccessLogAnswer = {
      day,
      items: shown.map(viewAccess),
      trail: { verified: brokenAt === undefined, events: lines.length, ...definedOnly({ brokenAt }) },
      ...(fitting.length > shown.length ? { cursor: String(shown.at(-1)?.sequence) } : {}),
    };
    return { status: 200, json: answer };
  };

/** An agent's attempt is a line too, without what was asked for: nothing of it has been checked. */
export const recordRefusal =
  ({ access, clock }: Needs) =>
  ({ caller, requestId }: SignedInRequest): Promise<unknown> =>
    access.record({
      action: 'accessLog',
      by: caller.username,
      outcome: 'refused',
      target: today(clock),
      requestId,
    });

export const handler = forSignedIn(
  'accessLog',
  showAccessLog,
  { access: real.access, clock: real.clock },
  recordRefusal,
);

function today(clock: Needs['clock']): string {
  return clock.now().toISOString().slice(0, 10);
}
