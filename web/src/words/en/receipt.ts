/** What a receipt says to a customer, in English: in the language chosen for it, whatever the page is in. */
export const RECEIPT = {
  title: 'Receipt',
  sale: 'Sale, by telephone',
  date: 'Date',
  amount: 'Amount',
  paidWith: 'Paid with',
  ending: '{method} ending in {digits}',
  confirmation: 'Confirmation',
  reference: 'Reference',
  contact: 'Questions',
  practice: 'Practice: no money was taken',
} as const;
