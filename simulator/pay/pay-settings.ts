/** What no source confirms about the Payments resource and its sessions. Defaults in {@link DEFAULT_PAY_SETTINGS}. */
export interface PaySettings {
  /** Code of a 400 for an absent required parameter. */
  readonly missingParameterCode: number;
  /** Code of a 400 for a `StatusCallback` that is not an absolute http(s) URL of at most 4,000 characters. */
  readonly invalidCallbackUrlCode: number;
  /** Code of a 400 for a session on a call that is not in progress. */
  readonly callNotInProgressCode: number;
  /**
   * How bad values of `create` (64003, 64004, 64014, 64017, 64020, 64021) are told: in the answer to the request, or by
   * accepting it and then calling back with `Result=validation-error` and `PayErrorCode`.
   */
  readonly parameterErrors: 'rest' | 'callback';
  /** Whether a repeated `IdempotencyKey` with the same parameters replays the first answer, or is not looked at. */
  readonly idempotency: 'replay' | 'ignore';
  /** Whether `PostalCode` takes a literal code, as `<Pay>` does. */
  readonly literalPostalCode: 'refused' | 'accepted';
  /** What becomes of `TokenType` next to a `ChargeAmount`: passed over (docs), or 64020 (one report). */
  readonly tokenTypeWithCharge: 'ignored' | 'refused';
  /** Whether `ach-debit` without the parameter `AVSName` is 64014 for every connector. */
  readonly achNeedsAvsName: boolean;
  /** Whether a field the session does not need may be captured; refused with 64020. */
  readonly unneededCapture: 'refused' | 'accepted';
  /** Whether `cancel` is accepted while the connector is being asked; refused with 64021. */
  readonly cancelWhileSubmitting: 'refused' | 'accepted';
  /** Whether a hang-up while the connector is being asked still lets its answer decide the result. */
  readonly hangUpWhileSubmitting: 'finishes' | 'ends';
  /** Whether a session goes on after the connector refused, with everything captured still there. */
  readonly afterConnectorError: 'ended' | 'open';
  /** What `*` does while nothing is being captured. */
  readonly starOutsideCapture: 'ignored' | 'ends';
  /** When the other leg hears no tones: while the session is open, or only while a field is being captured. */
  readonly tonesHidden: 'session' | 'capture';

  /** `observed`: callbacks as captured in the wild. `documented`: the common parameters on every callback. */
  readonly callbackProfile: 'observed' | 'documented';
  /** What `PartialResult` is on the callback that ends a field. */
  readonly finalPartialResult: 'false' | 'omitted';
  /** The callback sent when a capture is asked for: with an empty value and `PartialResult=true`, or with neither. */
  readonly firstUpdateCallback: 'empty-value' | 'no-value';
  /** Whether updates without an error carry an empty `ErrorType`. */
  readonly emptyErrorType: 'omitted' | 'empty';
  readonly requiredSeparator: ',' | ', ';
  /** Words of `Required`: as clients in use match them (`expiration-date`), or as the docs' example (`ExpirationDate`). */
  readonly requiredNames: 'kebab-case' | 'pascal-case';
  /** Whether `Required` lists `-matcher` captures still to come. `complete` needs them either way. */
  readonly requiredListsMatchers: boolean;
  /** Which leg `CallSid` names: the parent of the two (docs page), or the leg in the request's path (API description). */
  readonly callbackCallSid: 'parent' | 'payment-leg';
  /** `xxxxxxxxxxxx1111` (captured) or `xxxx-xxxx-xxxx-1111` (docs). */
  readonly cardNumberMask: 'plain' | 'grouped';
  /** Whether a partial card number of more than twelve digits already shows the ones past the twelfth. */
  readonly partialCardNumber: 'hidden' | 'last-four';
  /** Mask of the security code: one `x` a digit, or always three. */
  readonly securityCodeMask: 'per-digit' | 'three';
  /** Whether the callback after `cancel` repeats what was captured. */
  readonly cancelFields: 'captured' | 'none';
  /** Whether a partial callback still waiting to be sent gives way to a newer one. */
  readonly coalescePartials: boolean;

  /** Whether expiry, security code and routing number end by themselves at their only possible length. */
  readonly autoEndFixedLength: boolean;
  /**
   * Whether a card number ends by itself: at the brand's usual length when the check digit holds, and at its greatest
   * length in any case. Numbers longer than usual (a 19-digit visa) need it off.
   */
  readonly autoEndCardNumber: boolean;
  /** Seconds until the first digit, after which the field ends with `input-timeout`; 0 waits for ever. */
  readonly firstDigitTimeoutSeconds: number;
  /** Whether the "validation" of card numbers is the Luhn check digit. */
  readonly luhnCheck: boolean;
  /** The docs print 13, 15 and 19, while every example has 16. */
  readonly visaLengths: readonly number[];
  /** Whether the connector page's test cards pass though one fails both Luhn and every Diners prefix as printed. */
  readonly publishedTestCardsValid: boolean;
  /** Which error a number wins that is both wrong and of a brand not accepted. */
  readonly cardCheckOrder: 'number-first' | 'brand-first';
  /** Whether a card is good to the end of its month (UTC). */
  readonly currentMonthValid: boolean;
  /** Years ahead an expiry date may lie. */
  readonly furthestExpiryYears: number;
  /** Digits of the security code of brands other than visa, mastercard (3) and amex (4). */
  readonly otherSecurityCodeLength: number;
  /** Fewest postal code digits where `MinPostalCodeLength` is not given. */
  readonly minPostalCodeLength: number;
  /** Fewest bank account digits. */
  readonly minBankAccountLength: number;
  /** Whether a routing number must satisfy the ABA 3-7-1 checksum. */
  readonly routingChecksum: boolean;
  /** Whether a `-matcher` that differs also discards the first entry. */
  readonly mismatchClearsField: boolean;
}

/** The readings argued in `simulator/README.md`. */
export const DEFAULT_PAY_SETTINGS: PaySettings = {
  missingParameterCode: 64020,
  invalidCallbackUrlCode: 21609,
  callNotInProgressCode: 21220,
  parameterErrors: 'rest',
  idempotency: 'replay',
  literalPostalCode: 'refused',
  tokenTypeWithCharge: 'ignored',
  achNeedsAvsName: true,
  unneededCapture: 'refused',
  cancelWhileSubmitting: 'refused',
  hangUpWhileSubmitting: 'finishes',
  afterConnectorError: 'ended',
  starOutsideCapture: 'ignored',
  tonesHidden: 'session',
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
