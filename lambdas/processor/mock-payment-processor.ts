import { createHash } from 'node:crypto';
import { forConnector } from '#lambdas/edge/connector.ts';
import type { ApiRequest, ApiResponse } from '#lambdas/edge/request.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import type { Transaction } from '#lambdas/stores/transactions-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { isTestPayer, type ProcessorRequest, readProcessorRequest } from './processor-request.ts';

type Decline = { readonly code: string; readonly message: string };

/** Outcomes by the cents of the amount; all others are approved. */
const DECLINED_CENTS: Readonly<Record<string, Decline>> = {
  '01': { code: 'card_declined', message: 'The card was declined.' },
  '02': { code: 'insufficient_funds', message: 'The card has insufficient funds.' },
  '03': { code: 'lost_or_stolen', message: 'The card was reported lost or stolen.' },
};
const MALFORMED_CENTS = '10';
const BROKEN_CENTS = '11';
const SLOW_CENTS = '12';
/** Longer than the 10 s the connector waits (Twilio docs), so that it has to try again. */
const SLOW_MS = 12_000;

const NOT_A_TEST_PAYER: Decline = {
  code: 'test_numbers_only',
  message: 'Only published test numbers are accepted.',
};
const CHANGED: Decline = {
  code: 'transaction_changed',
  message: 'The transaction id was used for something else.',
};

/**
 * `POST /mockPaymentProcessor`: a stand-in processor behind the Generic Pay Connector. It takes published test numbers
 * only, remembers a transaction by its id and gives a retry the same response. It keeps and logs nothing about the card; its log
 * tells what became of a payment by the id it was told.
 */
export const processPayment =
  ({ clock, transactions }: Pick<Services, 'clock' | 'transactions'>) =>
  async ({ body, path, log }: ApiRequest): Promise<ApiResponse> => {
    const request = readProcessorRequest(body, path);
    const decided = decide(request, clock.now());
    const remembered = await transactions.remember(decided);
    const isRetry = remembered !== decided;
    // Where a result that never arrived can be looked up.
    log.info('processed', { result: remembered.outcome, ...definedOnly(request.parameters) });
    if (!isSameTransaction(remembered, decided)) return declined(request, CHANGED);

    const cents = centsOf(request);
    if (remembered.outcome === 'approved' && cents === SLOW_CENTS && !isRetry) await clock.sleep(SLOW_MS);
    if (remembered.outcome === 'approved') return approved(request, remembered);
    if (remembered.outcome === NOT_A_TEST_PAYER.code) return declined(request, NOT_A_TEST_PAYER);
    if (remembered.outcome === 'malformed')
      return { status: 200, text: { contentType: 'text/plain', content: 'OK' } };
    if (remembered.outcome === 'broken') return { status: 500, json: { error: 'internal' } };
    return declined(request, DECLINED_CENTS[cents] ?? CHANGED);
  };

export const handler = forConnector('mockPaymentProcessor', processPayment, {
  clock: real.clock,
  transactions: real.transactions,
});

function decide(request: ProcessorRequest, now: Date): Transaction {
  const { method, transaction_id: transactionId } = request;
  const prefix = method === 'charge' ? 'ch' : 'tok';
  const digest = createHash('sha256').update(transactionId).digest('hex');
  // Letters only: a reference with a run of digits could be mistaken for a card number.
  const letters = digest.slice(0, 24).replace(/\d/g, (digit) => 'ghjkmnpqrs'.charAt(Number(digit)));
  return {
    transactionId,
    method,
    ...(request.method === 'charge' ? { amount: request.amount } : {}),
    ...(request.method === 'charge' && request.currency_code ? { currency: request.currency_code } : {}),
    outcome: outcomeOf(request),
    reference: `${prefix}_${letters}`,
    at: now.toISOString(),
  };
}

function outcomeOf(request: ProcessorRequest): string {
  if (!isTestPayer(request)) return NOT_A_TEST_PAYER.code;
  const cents = centsOf(request);
  if (cents === MALFORMED_CENTS) return 'malformed';
  if (cents === BROKEN_CENTS) return 'broken';
  return DECLINED_CENTS[cents]?.code ?? 'approved';
}

/** Two digits; empty for a tokenisation, which is always approved. */
function centsOf(request: ProcessorRequest): string {
  if (request.method === 'tokenize') return '';
  return `${request.amount.split('.')[1] ?? ''}00`.slice(0, 2);
}

function isSameTransaction(a: Transaction, b: Transaction): boolean {
  return (
    a.method === b.method && Number(a.amount ?? 0) === Number(b.amount ?? 0) && a.currency === b.currency
  );
}

function approved({ method }: ProcessorRequest, { reference }: Transaction): ApiResponse {
  return {
    status: 200,
    json: { [keyOf(method)]: reference ?? null, error_code: null, error_message: null },
  };
}

/** Declines return 200 with the key present, as every published example does. */
function declined({ method }: ProcessorRequest, { code, message }: Decline): ApiResponse {
  return { status: 200, json: { [keyOf(method)]: null, error_code: code, error_message: message } };
}

function keyOf(method: ProcessorRequest['method']): string {
  return method === 'charge' ? 'charge_id' : 'token_id';
}
