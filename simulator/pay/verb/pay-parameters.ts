import type { Settings } from '../../settings.ts';
import { capturedValues, type Parameters } from '../callback-parameters.ts';
import type { CaptureError } from '../check-entry.ts';
import type { PaymentState } from '../payment-state.ts';

/** A status callback of `<Pay>` about one try of a step, or its start (Twilio docs). */
export function progressParameters(
  payment: PaymentState,
  step: string,
  attempt: number,
  error: CaptureError | undefined,
  settings: Settings,
): Parameters {
  const { accountSid, callSid } = payment.terms;
  return {
    AccountSid: accountSid,
    CallSid: callSid,
    For: step,
    Attempt: String(attempt),
    ...(error ? { ErrorType: errorWord(error, settings) } : {}),
    ...knownSoFar(payment, settings),
  };
}

/** What the action of `<Pay>` gets beside the call's own parameters. Four are always there (relied on by apps). */
export function actionParameters(payment: PaymentState, result: Parameters, settings: Settings): Parameters {
  const { PaymentError = '' } = result;
  const all =
    settings.payEmptyParameters === 'all' ? { ProfileId: '', PayErrorCode: '', ConnectorError: '' } : {};
  return {
    ...all,
    PaymentMethod: payment.terms.paymentMethod,
    ...knownSoFar(payment, settings),
    PaymentConfirmationCode: '',
    PaymentToken: '',
    ...Object.fromEntries(Object.entries(result).filter(([, value]) => value !== '')),
    PaymentError: settings.payErrorEncoding === 'percent' ? encodeURIComponent(PaymentError) : PaymentError,
  };
}

/** Twilio's word for an error: callbacks and prompts differ in one. */
export function errorWord(error: CaptureError, settings: Pick<Settings, 'payTimeoutErrorType'>): string {
  return error === 'input-timeout' ? settings.payTimeoutErrorType : error;
}

function knownSoFar(payment: PaymentState, settings: Settings): Parameters {
  const values = capturedValues(payment, settings);
  const { paymentMethod, bankAccountType } = payment.terms;
  const code =
    settings.paySecurityCodeMask === 'stars' ? values.SecurityCode?.replaceAll('x', '*') : undefined;
  return {
    ...values,
    ...(code ? { SecurityCode: code } : {}),
    ...(paymentMethod === 'ach-debit' ? { BankAccountType: bankAccountType } : {}),
  };
}
