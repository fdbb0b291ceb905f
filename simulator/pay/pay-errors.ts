import { type TwilioError, twilioError } from '../http/twilio-error.ts';

/** Names of the Pay errors in Twilio's error dictionary. Whether `message` is the same text is unconfirmed. */
export const PAY_ERRORS = {
  64001: 'Pay: Configuration Error',
  64002: 'Pay: Service unavailable',
  64003: 'Pay: Invalid charge amount',
  64004: 'Pay: Invalid paymentConnector attribute in TwiML',
  64008: 'Pay: Payment Gateway rejected charge creation',
  64010: 'Pay: Payment Gateway rejected token creation',
  64012: 'Pay: Payment Gateway rejected the card',
  64014: 'Pay: ECP/ACH requires AVSName Parameter in the <Pay> verb',
  64016: 'Pay: Invalid Action URL',
  64017: 'Pay: BankAccountType Parameter not supported with PaymentMethod = "credit-card"',
  64018: 'Pay: Value needed for either Capture or Status parameters',
  64019: 'Pay: Required payment information incomplete',
  64020: 'Pay: Invalid Parameter Value',
  64021: 'Pay: Invalid Operation',
  64022: 'Pay: Invalid Test Card Number',
  64023: 'Pay: Invalid Test Bank Account Number',
  64024: 'Pay: Connector Instance Not Approved',
} as const;

export type PayErrorCode = keyof typeof PAY_ERRORS;

/** A 400 with a Pay code; `parameter` names the one at fault. */
export function payError(code: PayErrorCode, parameter?: string): TwilioError {
  return twilioError(400, code, parameter ? `${PAY_ERRORS[code]}: ${parameter}` : PAY_ERRORS[code]);
}
