import type { TwilioError } from '../http/twilio-error.ts';
import { fieldOf, isMatcher } from './captures.ts';
import { payError } from './pay-errors.ts';
import type { PaySettings } from './pay-settings.ts';
import { missingCaptures, neededFields, type PaymentEvent, type PaymentState } from './payment-state.ts';

type Request = Extract<PaymentEvent, { readonly statusCallback: string }>;

/**
 * Why a session's state does not allow an update, or undefined when it does: 64019 for a `complete` with fields
 * missing (Twilio docs), 64020 for a field the session does not need and 64021 for a request at the wrong time (both
 * unconfirmed).
 */
export function refusalOf(
  state: PaymentState,
  request: Request,
  settings: Pick<PaySettings, 'unneededCapture' | 'cancelWhileSubmitting'>,
): TwilioError | undefined {
  const isBusy = state.phase === 'submitting' || state.phase === 'confirming';
  switch (request.type) {
    case 'cancel':
      return state.phase === 'submitting' && settings.cancelWhileSubmitting === 'refused'
        ? payError(64021)
        : undefined;
    case 'complete':
      if (isBusy) return payError(64021);
      return missingCaptures(state).length > 0 ? payError(64019) : undefined;
    case 'capture': {
      if (isBusy) return payError(64021);
      const field = fieldOf(request.capture);
      if (!isMatcher(request.capture)) {
        const isNeeded = neededFields(state.terms).includes(field) || settings.unneededCapture === 'accepted';
        return isNeeded ? undefined : payError(64020, 'Capture');
      }
      if (!state.terms.requireMatching.includes(field)) return payError(64020, 'Capture');
      return state.entered[field] === undefined ? payError(64021) : undefined;
    }
  }
}
