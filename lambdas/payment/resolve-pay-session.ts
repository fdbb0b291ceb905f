import * as v from 'valibot';
import type { Finding, MoneyOutcome, PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { freeText } from '#lambdas/edge/free-text.ts';
import type { ApiResponse, Caller } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, must, paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import { holdsSecretBesideWord } from '#lambdas/masking/secret-words.ts';
import { isSaving } from '#lambdas/session/money-outcome.ts';
import { isKeptWhole } from '#lambdas/session/references.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { publishSession } from './publish-session.ts';
import { numbersIn } from './record-callback.ts';
import { knownSession } from './session-access.ts';

const A_REFERENCE =
  "must be the processor's reference: at most 128 letters, digits and . _ : -, and not the caller's own number";
const schema = v.strictObject({
  paySid: paySidShape,
  finding: must('must be charged or notCharged', v.picklist(['charged', 'notCharged'])),
  note: must(
    'must be text of 1 to 500 characters that says how you found out',
    v.pipe(v.string(), v.trim(), v.regex(/[\p{L}\p{N}]/u), v.maxLength(500), freeText()),
  ),
  processorReference: must(
    A_REFERENCE,
    v.exactOptional(
      v.pipe(
        v.string(),
        v.check((text) => !holdsSecretBesideWord(text)),
      ),
    ),
  ),
});

/** What is known about a payment that nobody has to settle. */
const KNOWN: Readonly<Record<Exclude<MoneyOutcome, 'unknown'> | 'open', string>> = {
  charged: 'the payment was charged',
  saved: 'the card was saved and nothing was charged',
  notCharged: 'nothing was charged',
  open: 'the payment is still under way',
};

/**
 * `POST /resolvePaySession`: records what a supervisor found out at the processor about a payment whose result is not
 * known. The append is the lock: of two findings at once the first one counts, and so does a result that was faster.
 */
export const resolvePaySession =
  (services: Pick<Services, 'bus' | 'ceilings' | 'documents' | 'open' | 'outbox' | 'sessions' | 'trail'>) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const { paySid, finding, note, processorReference } = readBody(body, schema);

    // The sweep no longer looks after the session: a crash after the finding must not leave it on the list.
    await services.open.mark(paySid);
    const outcome = await services.trail.append(paySid, (known) => {
      const session = knownSession(known);
      if (isRepeat(session, finding, caller)) return undefined;
      assertMayResolve(session, finding);
      // Together with the note it must not be the number either.
      const beside = [...numbersIn(known), { confirmationCode: note }];
      if (processorReference !== undefined && !isKeptWhole(processorReference, beside)) {
        throw invalid('processorReference', A_REFERENCE);
      }
      return {
        type: 'resolved',
        finding,
        note,
        ...(processorReference === undefined ? {} : { processorReference }),
        by: caller.username,
        requestId,
      };
    });
    const session = await publishSession(services, outcome, log);
    log.info('resolved', { callSid: session.callSid, paySid, agent: caller.username });
    return { status: 200, json: session };
  };

export const handler = forSignedIn('resolvePaySession', resolvePaySession, {
  bus: real.bus,
  ceilings: real.ceilings,
  documents: real.documents,
  open: real.open,
  outbox: real.outbox,
  sessions: real.sessions,
  trail: real.trail,
});

/** The same person said the same before, and it still counts. */
function isRepeat({ outcome, resolution }: PaySession, finding: Finding, { username }: Caller): boolean {
  return resolution?.finding === finding && resolution.by === username && outcome === finding;
}

function assertMayResolve(session: PaySession, finding: Finding): void {
  const { outcome = 'open' } = session;
  if (outcome !== 'unknown') {
    const message = `Failed to record the finding: ${KNOWN[outcome]}. Read the payment again.`;
    throw new AppError('RESULT_KNOWN', { message });
  }
  if (finding === 'charged' && isSaving(session)) {
    throw invalid('finding', 'must be notCharged: this payment only saves a card');
  }
}
