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

/**
 * Sessions as CSV for spreadsheets: UTF-8 with byte order mark, CRLF, every cell quoted, and a leading `'` where a cell
 * would otherwise be read as a formula (OWASP, "CSV injection").
 */
export function toCsv(sessions: readonly PaySession[]): string {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...sessions.map((session) => COLUMNS.map(([, read]) => read(session) ?? '')),
  ];
  return `\uFEFF${rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('')}`;
}

function quote(cell: string): string {
  const inside = cell.replace(FORMULA_AFTER_SEPARATOR, "$1'");
  const safe = FORMULA_START.test(inside) ? `'${inside}` : inside;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Also the full-width forms, which some spreadsheets read as the plain ones. */
const FORMULA_START = /^[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A formula after a character that spreadsheets of other countries read as the separator. */
const FORMULA_AFTER_SEPARATOR = /([;|\t\r\n]["' ]*)(?=[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20])/g;

function wordsOf(processor: NonNullable<PaySession['processor']>): string {
  return Object.entries(processor)
    .map(([name, word]) => `${name}: ${word}`)
    .join(', ');
}

function lastDigits(masked: string | undefined): string | undefined {
  return masked?.replace(/^x+/, '');
}
