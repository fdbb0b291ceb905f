import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { brandKey, lastDigits } from './masks.ts';

/** "Visa 1111", or the bank account with its last two digits. */
export function methodText(session: PaySession, { texts }: Pick<Words, 'texts'>): string {
  const isCard = session.paymentMethod === 'credit-card';
  const name = isCard
    ? texts[session.cardType ? brandKey(session.cardType) : 'form.card']
    : texts['form.bank'];
  const number = session.captured[isCard ? 'payment-card-number' : 'bank-account-number'];
  return `${name} ${lastDigits(number)}`.trim();
}
