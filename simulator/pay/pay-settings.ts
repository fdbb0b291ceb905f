import { DEFAULT_PAY_VERB_SETTINGS, type PayVerbSettings } from './verb/pay-verb-settings.ts';

/**
 * The points about the Payments resource and its sessions that no source confirms. Defaults in {@link
 * DEFAULT_PAY_SETTINGS}.
 */
export interface PaySettings extends PayVerbSettings {
  /** Code of a 400 for an absent required parameter; with 20001 the sentence is the one Twilio's v1 APIs have. */
  readonly missingParameterCode: number;
  /** Code of a 400 for a `StatusCallback` that is not an absolute http(s) URL of at most 4,000 characters. */
  readonly invalidCallbackUrlCode: number;
  /** Code of a 400 for a session on a call that is not in progress. */
  readonly callNotInProgressCode: number;
  /**
   * How bad values of `create` (64003, 64004, 64014, 64017, 64020, 64021) are reported: in the response, or by
   * accepting the request and then calling back with `Result=validation-error` and `PayErrorCode`.
   */
  readonly parameterErrors: 'rest' | 'callback';
  /** Whether a repeated `IdempotencyKey` with the same parameters replays the first response, or is ignored. */
  readonly idempotency: 'replay' | 'ignore';
  /** Whether `PostalCode` accepts a literal code, as `<Pay>` does. */
  readonly literalPostalCode: 'refused' | 'accepted';
  /** Whether `Parameter` may have single quotes, as Twilio's API description prints it and Python does. */
  readonly singleQuotedParameter: 'accepted' | 'refused';
  /** Whether `true` and `false` may have capital letters: Twilio's library for Python sends `True` and `False`. */
  readonly booleanLetters: 'any-case' | 'lower-case';
  /** Whether an optional parameter that is empty counts as absent, or as a bad value. */
  readonly emptyParameters: 'absent' | 'refused';
  /** Whether `commercial-savings`, which only the types of Twilio's library for Node list, is a bank account type. */
  readonly commercialSavings: 'refused' | 'accepted';
  /** How `TokenType` together with a `ChargeAmount` is treated: ignored (docs), or 64020 (one report). */
  readonly tokenTypeWithCharge: 'ignored' | 'refused';
  /** Whether `ach-debit` without the parameter `AVSName` is 64014 for every connector. */
  readonly achNeedsAvsName: boolean;
  /** Whether a field the session does not need may be captured, or is refused with 64020. */
  readonly unneededCapture: 'refused' | 'accepted';
  /** Whether `cancel` is accepted during the connector request, or is refused with 64021. */
  readonly cancelWhileSubmitting: 'refused' | 'accepted';
  /** Whether the connector's response still decides the result after a hang-up during the request. */
  readonly hangUpWhileSubmitting: 'finishes' | 'ends';
  /** Whether a session continues after the connector refused, with everything captured kept. */
  readonly afterConnectorError: 'ended' | 'open';
  /** What `*` does while nothing is being captured. */
  readonly starOutsideCapture: 'ignored' | 'ends';

  /** `observed`: callbacks as captured from Twilio. `documented`: the common parameters on every callback. */
  readonly callbackProfile: 'observed' | 'documented';
  /** `PartialResult` on the callback that ends a field. */
  readonly finalPartialResult: 'false' | 'omitted';
  /** The callback sent when a capture is requested: with an empty value and `PartialResult=true`, or with neither. */
  readonly firstUpdateCallback: 'empty-value' | 'no-value';
  /** Whether updates without an error carry an empty `ErrorType`. */
  readonly emptyErrorType: 'omitted' | 'empty';
  readonly requiredSeparator: ',' | ', ';
  /**
   * Names in `Required`: as clients in use match them (`expiration-date`), or as the docs' example
   * (`ExpirationDate`).
   */
  readonly requiredNames: 'kebab-case' | 'pascal-case';
  /** Whether `Required` lists `-matcher` captures still to come. `complete` needs them either way. */
  readonly requiredListsMatchers: boolean;
  /**
   * The leg that `CallSid` names: the parent of the two (docs page), or the leg in the request's path (API
   * description).
   */
  readonly callbackCallSid: 'parent' | 'payment-leg';
  /** `xxxxxxxxxxxx1111` (captured) or `xxxx-xxxx-xxxx-1111` (docs). */
  readonly cardNumberMask: 'plain' | 'grouped';
  /** Whether a partial card number already shows its digits after the twelfth. */
  readonly partialCardNumber: 'hidden' | 'last-four';
  /** Mask of the security code: one `x` per digit, or always three. */
  readonly securityCodeMask: 'per-digit' | 'three';
  /** Whether the callback after `cancel` repeats what was captured. */
  readonly cancelFields: 'captured' | 'none';
  /** Whether a newer partial callback replaces one that still waits to be sent. */
  readonly coalescePartials: boolean;

  /** Whether expiry, security code and routing number end by themselves at their only possible length. */
  readonly autoEndFixedLength: boolean;
  /**
   * Whether a card number ends by itself: at the brand's usual length when the check digit is right, and at its
   * maximum length in any case. Turn it off for numbers longer than usual (a 19-digit visa).
   */
  readonly autoEndCardNumber: boolean;
  /** Seconds until the first digit, after which the field ends with `input-timeout`; 0 waits without limit. */
  readonly firstDigitTimeoutSeconds: number;
  /** Whether the "validation" of card numbers is the Luhn check digit. */
  readonly luhnCheck: boolean;
  /**
   * The docs' card table, or also what it leaves out: Diners Club of 14 digits, and UnionPay (62, 81) as a brand of its
   * own, which `ValidCardTypes` then accepts.
   */
  readonly cardTable: 'documented' | 'wider';
  /** The docs print 13, 15 and 19, while every example has 16. */
  readonly visaLengths: readonly number[];
  /**
   * Whether the connector page's test cards pass, although one as printed fails both Luhn and every Diners prefix.
   */
  readonly publishedTestCardsValid: boolean;
  /** Which error a number gets that is both invalid and of a brand not accepted. */
  readonly cardCheckOrder: 'number-first' | 'brand-first';
  /** Whether a card is valid to the end of its month (UTC). */
  readonly currentMonthValid: boolean;
  /** How many years ahead an expiry date may be. */
  readonly furthestExpiryYears: number;
  /** Digits of the security code of brands other than visa, mastercard (3) and amex (4). */
  readonly otherSecurityCodeLength: number;
  /** Fewest postal code digits when `MinPostalCodeLength` is not given. */
  readonly minPostalCodeLength: number;
  /** Fewest bank account digits. */
  readonly minBankAccountLength: number;
  /** Whether a routing number must satisfy the ABA 3-7-1 checksum. */
  readonly routingChecksum: boolean;
  /** Whether a `-matcher` that differs also discards the first entry. */
  readonly mismatchClearsField: boolean;
}

/** The choices explained in `simulator/README.md`. */
export const DEFAULT_PAY_SETTINGS: PaySettings = {
  ...DEFAULT_PAY_VERB_SETTINGS,
  missingParameterCode: 64020,
  invalidCallbackUrlCode: 21609,
  callNotInProgressCode: 21220,
  parameterErrors: 'rest',
  idempotency: 'replay',
  literalPostalCode: 'refused',
  singleQuotedParameter: 'accepted',
  booleanLetters: 'any-case',
  emptyParameters: 'absent',
  commercialSavings: 'refused',
  tokenTypeWithCharge: 'ignored',
  achNeedsAvsName: true,
  unneededCapture: 'refused',
  cancelWhileSubmitting: 'refused',
  hangUpWhileSubmitting: 'finishes',
  afterConnectorError: 'ended',
  starOutsideCapture: 'ignored',
  callbackProfile: 'observed',
  finalPartialResult: 'false',
  firstUpdateCallback: 'empty-value',
  emptyErrorType: 'omitted',
  requiredSeparator: ',',
  requiredNames: 'kebab-case',
  requiredListsMatchers: true,
  callbackCallSid: 'parent',
  cardNumberMask: 'plain',
  partialCardNumber: 'hidden',
  securityCodeMask: 'per-digit',
  cancelFields: 'captured',
  coalescePartials: false,
  autoEndFixedLength: true,
  autoEndCardNumber: true,
  firstDigitTimeoutSeconds: 0,
  luhnCheck: true,
  cardTable: 'documented',
  visaLengths: [13, 16, 19],
  publishedTestCardsValid: true,
  cardCheckOrder: 'number-first',
  currentMonthValid: true,
  furthestExpiryYears: 99,
  otherSecurityCodeLength: 3,
  minPostalCodeLength: 1,
  minBankAccountLength: 4,
  routingChecksum: true,
  mismatchClearsField: false,
};
