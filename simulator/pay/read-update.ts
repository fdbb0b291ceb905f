import type { Form } from '../http/form-body.ts';
import { CAPTURES } from './captures.ts';
import { payError } from './pay-errors.ts';
import type { PaymentEvent } from './payment-state.ts';

/** Every parameter of `update` (Twilio docs). */
export const UPDATE_PARAMETERS = ['IdempotencyKey', 'StatusCallback', 'Capture', 'Status'] as const;

/**
 * Reads what an update requests.
 *
 * @throws TwilioError 64018 for both or neither of `Capture` and `Status`, 64020 for an unknown value of either.
 */
export function readUpdate(
  form: Form,
  statusCallback: string,
): Extract<PaymentEvent, { readonly statusCallback: string }> {
  const capture = form.get('Capture') || undefined;
  const status = form.get('Status') || undefined;
  if ((capture === undefined) === (status === undefined)) throw payError(64018);
  if (status === 'complete' || status === 'cancel') return { type: status, statusCallback };
  if (status !== undefined) throw payError(64020, 'Status');
  const known = CAPTURES.find((candidate) => candidate === capture);
  if (known === undefined) throw payError(64020, 'Capture');
  return { type: 'capture', capture: known, statusCallback };
}
