import type { ConnectorSettings } from './connector-settings.ts';

/** The request to the processor. Only this carries clear digits; it is never logged. */
export interface ConnectorRequest {
  readonly method: 'charge' | 'tokenize';
  /** For the request log; not sent. */
  readonly callSid?: string;
  readonly card?: {
    readonly number: string;
    readonly securityCode: string | undefined;
    /** `MMYY`, as keyed in. */
    readonly expiry: string;
    readonly postalCode: string | undefined;
  };
  readonly bankAccount?: { readonly accountNumber: string; readonly routingNumber: string };
  /** Decimal text as the application sent it; only for a charge. */
  readonly amount: string | undefined;
  readonly currency: string;
  readonly description: string | undefined;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The JSON body of the Generic Pay Connector (Twilio docs; nulls as seen in 2021). The token type is not sent. A
 * security code that was not captured is sent as null, as the postal code is (unconfirmed).
 */
export function connectorBody(
  request: ConnectorRequest,
  transactionId: string,
  settings: Pick<ConnectorSettings, 'connectorEmptyParameters'>,
): Readonly<Record<string, unknown>> {
  const { method, card, bankAccount, amount, currency, description, parameters } = request;
  const leavesOut = settings.connectorEmptyParameters === 'absent' && Object.keys(parameters).length === 0;
  return {
    method,
    transaction_id: transactionId,
    ...(card && {
      cardnumber: card.number,
      cvv: card.securityCode ?? null,
      expiry_month: card.expiry.slice(0, 2),
      expiry_year: card.expiry.slice(2),
      postal_code: card.postalCode ?? null,
    }),
    ...(bankAccount && {
      bankaccountnumber: bankAccount.accountNumber,
      routingnumber: bankAccount.routingNumber,
    }),
    ...(method === 'charge' ? { amount, currency_code: currency.toUpperCase() } : {}),
    description: description ?? null,
    ...(leavesOut ? {} : { parameters }),
  };
}
