import { csvText } from '#lambdas/contract/csv.ts';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { endingOf } from '#lambdas/contract/payment-ending.ts';

const COLUMNS: readonly (readonly [string, (session: PaySession) => string | undefined])[] = [
  ['payment session', ({ paySid }) => paySid],
  ['call', ({ callSid }) => callSid],
  ['agent', ({ agent }) => agent],
  ['started', ({ startedAt }) => startedAt],
  ['updated', ({ updatedAt }) => updatedAt],
  ['state', ({ state }) => state],
  ['outcome', ({ outcome }) => outcome],
  ['payment method', ({ paymentMethod }) => paymentMethod],
  ['amount', ({ chargeAmount }) => chargeAmount],
  ['currency', ({ currency }) => currency],
  ['token type', ({ tokenType }) => tokenType],
  ['card brand', ({ cardType }) => cardType],
  [
    'last digits',
    ({ captured }) => lastDigits(captured['payment-card-number'] ?? captured['bank-account-number']),
  ],
  ['result', ({ result }) => result],
  ['error', ({ error }) => error?.code],
  ['confirmation', ({ confirmationCode }) => confirmationCode],
  ['withheld', ({ withheld }) => withheld?.join(' ')],
  ['reference', ({ reference }) => reference],
  ['description', ({ description }) => description],
  ['declined', ({ error }) => (error?.declined ? 'yes' : undefined)],
  ['profile id', ({ profileId }) => profileId],
  ['processor', ({ processor = {} }) => wordsOf(processor)],
  ['resolved by', ({ resolution }) => resolution?.by],
  ['resolved at', ({ resolution }) => resolution?.at],
  ['resolution note', ({ resolution }) => resolution?.note],
  ['processor reference', ({ resolution }) => resolution?.processorReference],
  ['contradicted by', ({ contradiction }) => contradiction?.reported],
  ['customer', ({ customer }) => customer],
  ['assist pay id', ({ assistPayId }) => assistPayId],
  ['ending', endingOf],
  ['ended', ({ endedAt }) => endedAt],
];

/** Sessions as CSV for spreadsheets. */
export function toCsv(sessions: readonly PaySession[]): string {
  return csvText([
    COLUMNS.map(([title]) => title),
    ...sessions.map((session) => COLUMNS.map(([, read]) => read(session) ?? '')),
  ]);
}

function wordsOf(processor: NonNullable<PaySession['processor']>): string {
  return Object.entries(processor)
    .map(([name, word]) => `${name}: ${word}`)
    .join(', ');
}

function lastDigits(masked: string | undefined): string | undefined {
  return masked?.replace(/^x+/, '');
}
