/** The points about `<Pay>` and `<Prompt>` that no source confirms. Defaults in {@link DEFAULT_PAY_VERB_SETTINGS}. */
export interface PayVerbSettings {
  /** What `maxAttempts` counts: the tries after the first (the docs call 1 "one retry"), or all tries of a step. */
  readonly payMaxAttempts: 'retries' | 'tries';
  /** Which of the two comes first: the postal code in step lists and code, the security code in one page's prose. */
  readonly payStepOrder: 'postal-code-first' | 'security-code-first';
  /** After the last try: the action is requested with `too-many-failed-attempts`, or the next verb runs. */
  readonly payTooManyAttempts: 'action' | 'next-verb';
  /** After 64016, an action that is not https or is none: what runs. */
  readonly payBadAction: 'next-verb' | 'hang-up';
  /** Which actions may be plain http: those on this machine, all, or none as with Twilio. */
  readonly payHttpAction: 'loopback' | 'accepted' | 'refused';
  /** An attribute that `<Pay>` does not have: a warning (one app in use sends one), or a failed call. */
  readonly payUnknownAttribute: 'warned' | 'refused';
  /** A `language` in no list of Twilio's: a warning and English (one app in use sends some), or 64020. */
  readonly payUnknownLanguage: 'english' | 'refused';
  /** Which of several matching `<Prompt>`s is said: the one with most qualifiers, or the first in the document. */
  readonly payPromptChoice: 'most-qualified' | 'first';
  /** Whether a `<Prompt>` without `errorType` and `attempt` is also said after an error, in place of Twilio's text. */
  readonly payPlainPromptAfterError: boolean;
  /** Whether two entries that differ use up a try. */
  readonly payMismatchUsesAttempt: boolean;
  /** Keys during a prompt: the first one ends it, or they are dropped. `*` ends the session either way. */
  readonly payKeysDuringPrompt: 'interrupt' | 'dropped';
  /** When the time for the first key begins. */
  readonly payTimeoutStarts: 'after-prompt' | 'with-prompt';
  /** Whether the prompt for `payment-processing` is said to its end once the connector has responded. */
  readonly payProcessingPrompt: 'finishes' | 'cut';
  /** Whether the status callback is also told that a step starts. */
  readonly payStepStartCallback: boolean;
  /** `ErrorType` of a step in which nothing was keyed: the callbacks' word, or the `<Prompt>`s'. */
  readonly payTimeoutErrorType: 'input-timeout' | 'timeout';
  /** `***` (docs), or the mask of the Payments API. */
  readonly paySecurityCodeMask: 'stars' | 'as-payments';
  /** What the action gets when void: the four parameters that apps rely on, or all of a result. */
  readonly payEmptyParameters: 'four' | 'all';
  /** Whether `PaymentError` is percent-encoded once more, as apps that decode it suggest. */
  readonly payErrorEncoding: 'plain' | 'percent';
  /** What the action gets when the call is given other TwiML meanwhile. */
  readonly payActionAfterRedirect: 'none' | 'caller-hung-up';
  /** Whether `<Pay>` and a session of the Payments API may run on one call at once, or the second is 64021. */
  readonly payBesidePayment: 'refused' | 'accepted';
}

/** The choices explained in `simulator/README.md`. */
export const DEFAULT_PAY_VERB_SETTINGS: PayVerbSettings = {
  payMaxAttempts: 'retries',
  payStepOrder: 'postal-code-first',
  payTooManyAttempts: 'action',
  payBadAction: 'next-verb',
  payHttpAction: 'loopback',
  payUnknownAttribute: 'warned',
  payUnknownLanguage: 'english',
  payPromptChoice: 'most-qualified',
  payPlainPromptAfterError: true,
  payMismatchUsesAttempt: true,
  payKeysDuringPrompt: 'interrupt',
  payTimeoutStarts: 'after-prompt',
  payProcessingPrompt: 'finishes',
  payStepStartCallback: false,
  payTimeoutErrorType: 'input-timeout',
  paySecurityCodeMask: 'stars',
  payEmptyParameters: 'four',
  payErrorEncoding: 'plain',
  payActionAfterRedirect: 'none',
  payBesidePayment: 'refused',
};
