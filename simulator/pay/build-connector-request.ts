import type { ConnectorRequest } from '../connector/connector-request.ts';
import type { PaymentState } from './payment-state.ts';

/** The request of a finished session to the processor. It holds clear digits: send it, never keep it. */
export function buildConnectorRequest({ terms, entered }: PaymentState): ConnectorRequest {
  const shared = {
    method: terms.chargeAmount === undefined ? 'tokenize' : 'charge',
    callSid: terms.callSid,
    amount: terms.chargeAmount,
    currency: terms.currency,
    description: terms.description,
    parameters: terms.parameters,
  } as const;
  if (terms.paymentMethod === 'ach-debit') {
    return {
      ...shared,
      bankAccount: {
        accountNumber: entered['bank-account-number'] ?? '',
        routingNumber: entered['bank-routing-number'] ?? '',
      },
    };
  }
  return {
    ...shared,
    card: {
      number: entered['payment-card-number'] ?? '',
      securityCode: entered['security-code'],
      expiry: entered['expiration-date'] ?? '',
      postalCode: terms.literalPostalCode ?? entered['postal-code'],
    },
  };
}
