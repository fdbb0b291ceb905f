import type { ConnectorOutcome } from '../connector/connector-outcome.ts';
import type { ConnectorSettings } from '../connector/connector-settings.ts';
import type { Parameters } from './callback-parameters.ts';
import { PAY_ERRORS } from './pay-errors.ts';

/** The last callback's parameters for a connector outcome. `isCharge` is false for a tokenisation. */
export function outcomeParameters(
  outcome: ConnectorOutcome,
  isCharge: boolean,
  settings: ConnectorSettings,
): Parameters {
  const isApproved = outcome.kind === 'approved';
  return {
    Result: isApproved ? 'success' : 'payment-connector-error',
    PaymentConfirmationCode: isApproved && isCharge ? outcome.id : '',
    PaymentToken: isApproved && !isCharge ? outcome.id : '',
    ProfileId: '',
    ...(isApproved ? {} : failure(outcome, isCharge, settings)),
    ...(settings.connectorParameters === 'forwarded' ? forwarded(outcome) : {}),
  };
}

function forwarded(outcome: ConnectorOutcome): Parameters {
  const own = 'parameters' in outcome ? Object.entries(outcome.parameters ?? {}) : [];
  return Object.fromEntries(own.map(([key, value]) => [`PayConnector_${key}`, value]));
}

type Failure = Exclude<ConnectorOutcome, { readonly kind: 'approved' }>;

function failure(outcome: Failure, isCharge: boolean, settings: ConnectorSettings): Parameters {
  const rejectedCode = isCharge ? 64008 : 64010;
  const rejected = PAY_ERRORS[rejectedCode].replace(/^Pay: /, '');
  switch (outcome.kind) {
    case 'malformed':
      // The charge's sentence is documented; the token's follows the same pattern.
      return error(rejectedCode, `${rejected}. Got malformed response from Payment Provider.`);
    case 'declined': {
      const code = settings.declineCode === 'card-rejected' ? 64012 : rejectedCode;
      const message = outcome.errorMessage ?? '';
      return settings.gatewayMessageIn === 'PaymentError'
        ? { ...error(code, message || rejected), ConnectorError: outcome.errorCode }
        : {
            ...error(code, rejected),
            ConnectorError: [outcome.errorCode, message].filter(Boolean).join(' '),
          };
    }
    case 'unauthorised':
      return error(settings.connectorUnauthorisedCode);
    case 'unanswered':
      return error(settings.connectorUnansweredCode);
    case 'blocked':
      return error(outcome.code);
  }
}

function error(code: number, message = nameOf(code)): Parameters {
  return { PayErrorCode: String(code), PaymentError: message };
}

function nameOf(code: number): string {
  const names: Readonly<Record<number, string>> = PAY_ERRORS;
  return (names[code] ?? 'Payment Gateway error').replace(/^Pay: /, '');
}
