import * as v from 'valibot';
import {
  type Finding,
  type MoneyOutcome,
  type PaySession,
  SETTLEMENT_FORMATS,
  type SettlementLine,
} from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { freeText } from '#lambdas/edge/free-text.ts';
import type { ApiResponse, Caller } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, must, paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import { holdsSecretBesideWord } from '#lambdas/masking/secret-words.ts';
import { isSaving } from '#lambdas/session/money-outcome.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { isKeptWhole } from '#lambdas/session/references.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { publishSession } from './publish-session.ts';
import { numbersIn } from './record-callback.ts';
import { knownSession } from './session-access.ts';

const A_REFERENCE =
  "must be the processor's reference: at most 128 letters, digits and . _ : -, and not the caller's own number";
const A_NOTE = 'must be text of 1 to 500 characters that says how you found out';
/** No file has more, and a card number is longer. */
const MOST_LINES = 999_999_999;
/** Not free text: half of all hashes hold digits that could be a card number. */
const settlementLine = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  format: v.picklist(SETTLEMENT_FORMATS),
  line: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_LINES)),
});
const schema = v.pipe(
  v.strictObject({
    paySid: paySidShape,
    finding: must('must be charged or notCharged', v.picklist(['charged', 'notCharged'])),
    note: must(
      A_NOTE,
      v.exactOptional(v.pipe(v.string(), v.trim(), v.regex(/[\p{L}\p{N}]/u), v.maxLength(500), freeText())),
    ),
    line: must(
      'must be a line of a settlement file: file (its SHA-256 in hex), format and line',
      v.exactOptional(settlementLine),
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
  }),
  v.forward(
    v.check(({ note, line }) => (note === undefined) !== (line === undefined), A_NOTE),
    ['note'],
  ),
  v.forward(
    v.check(
      ({ finding, line }) => line === undefined || finding === 'charged',
      'must be charged: a settlement file shows what was paid, not what was not',
    ),
    ['finding'],
  ),
);

/** What is known about a payment that nobody has to settle. */
const KNOWN: Readonly<Record<Exclude<MoneyOutcome, 'unknown'> | 'open', string>> = {
  charged: 'the payment was charged',
  saved: 'the card was saved and nothing was charged',
  notCharged: 'nothing was charged',
  open: 'the payment is still under way',
};

/**
 * `POST /resolvePaySession`: records what a supervisor found out at the processor about a payment whose result is not
 * known, or a line of a settlement file that shows a charge where none was reported. The append is the lock: of two findings at once the first one counts, and so does a result that was faster.
 */
export const resolvePaySession =
  (
    services: Pick<
      Services,
      'bus' | 'ceilings' | 'documents' | 'open' | 'outbox' | 'references' | 'sessions' | 'trail'
    >,
  ) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const { paySid, finding, note = '', line, processorReference } = readBody(body, schema);

    // The sweep no longer looks after the session: a crash after the finding must not leave it on the list.
    await services.open.mark(paySid);
    const outcome = await services.trail.append(paySid, (known) => {
      const session = knownSession(known);
      if (isRepeat(session, finding, caller)) return undefined;
      assertMayResolve(session, finding, line);
      // Together with the note it must not be the number either.
      const beside = [...numbersIn(known), { confirmationCode: note }];
      if (processorReference !== undefined && !isKeptWhole(processorReference, beside)) {
        throw invalid('processorReference', A_REFERENCE);
      }
      return {
        type: 'resolved',
        finding,
        note: line ? noteOf(line) : note,
        ...(processorReference === undefined ? {} : { processorReference }),
        by: caller.username,
        requestId,
      };
    });
    if (line) await noteUnderReference(services, outcome.events);
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
  references: real.references,
  sessions: real.sessions,
  trail: real.trail,
});

/** The same person said the same before, and it still counts. */
function isRepeat({ outcome, resolution }: PaySession, finding: Finding, { username }: Caller): boolean {
  return resolution?.finding === finding && resolution.by === username && outcome === finding;
}

/** Money that a settlement file shows outranks that nothing was reported charged; nothing outranks money taken. */
function assertMayResolve(session: PaySession, finding: Finding, line: SettlementLine | undefined): void {
  const { outcome = 'open' } = session;
  if (outcome !== 'unknown' && !(line && outcome === 'notCharged')) {
    const message = `Failed to record the finding: ${KNOWN[outcome]}. Read the payment again.`;
    throw new AppError('RESULT_KNOWN', { message });
  }
  if (finding === 'charged' && isSaving(session)) {
    throw invalid('finding', 'must be notCharged: this payment only saves a card');
  }
}

/** A refusal took it off the list of its reference; with a finding, a further result may put it in doubt again. */
async function noteUnderReference(
  { references }: Pick<Services, 'references'>,
  events: readonly RecordedEvent[],
): Promise<void> {
  const { session } = reduceSession(events);
  if (session.reference !== undefined) await references.note(session.reference, session);
}

function noteOf({ file, format, line }: SettlementLine): string {
  return `Settlement file sha256:${file}, ${format}, line ${line}`;
}
