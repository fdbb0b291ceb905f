import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import type { Translate } from '#web/src/words/use-words.ts';

export type Fact = readonly [name: string, value: string];

const NAMES: Readonly<Record<string, TextKey>> = {
  confirmationCode: 'pay.confirmation',
  paymentToken: 'pay.token',
  profileId: 'pay.profile',
};

/**
 * What the processor said, by name: its references, its own words for what it did, and which of them are masked or left
 * out because they could be the payer's number.
 */
export function referenceFacts(session: PaySession, t: Translate): readonly Fact[] {
  const { confirmationCode, paymentToken, profileId, processor = {}, withheld = [] } = session;
  const label = (name: string) => (NAMES[name] ? `${t(NAMES[name])} (${name})` : name);
  return [
    [t('pay.confirmation'), confirmationCode] as const,
    [t('pay.token'), paymentToken] as const,
    [t('pay.profile'), profileId] as const,
    ...Object.entries(processor).map(([name, value]) => [t('record.processor', { name }), value] as const),
    [t('pay.withheld'), withheld.map(label).join(', ')] as const,
  ].filter((fact): fact is Fact => Boolean(fact[1]));
}
