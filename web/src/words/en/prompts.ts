/**
 * Sentences the agent reads to the caller, in the order of a payment. `{pound}` is the clause in `pound`, or nothing.
 */
export const PROMPTS = {
  start: "I'll take your card on your phone's keypad. I can't hear or see the digits. Shall we start?",
  startBank:
    "I'll take your bank details on your phone's keypad. I can't hear or see the digits. Shall we start?",
  'payment-card-number': "Please key in your card number{pound}. Don't press star, that cancels it.",
  'expiration-date': 'Now the expiration date, four digits: month, then year. March 2029 is 0 3 2 9.',
  'security-code': 'Now the three digits on the back.',
  securityCodeAmex: 'Now the four digits on the front.',
  'postal-code': 'Now your billing ZIP code{pound}.',
  'bank-routing-number': "Now your bank's nine-digit routing number.",
  'bank-account-number': 'Now your account number{pound}.',
  matcher: 'Please key it in once more so we can check it.',
  pound: ', then press pound',
  beforeCharge: "I'm about to charge {amount} to the {brand} ending {last4}. Is that right?",
  beforeChargePlain: "I'm about to charge {amount}. Is that right?",
  beforeSave: "I'm about to save the {brand} ending {last4}. Nothing is charged. Is that right?",
  beforeSavePlain: "I'm about to save these details. Nothing is charged. Is that right?",
  keyConfirmation: "You'll hear the last four digits. Press 1 to go ahead or 2 to stop.",
  submitting: 'One moment while I process that.',
  charged: 'It went through. Your confirmation is {code}.',
  chargedPlain: 'It went through.',
  saved: 'Your details are saved. Nothing was charged.',
  notCharged: 'Nothing was charged.',
  unknown: "I don't have an answer yet, so let's not pay twice. We'll check and call you.",
  ended: 'Let me check what happened.',
  letThemType: 'Let them type. Silence is normal: you cannot hear the keys.',
} as const;
