import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import type { Translate } from '#web/src/words/use-words.ts';

export type Fact = readonly [name: string, value: string];

const NAMES = new Map([
  ['confirmationCode', 'pay.confirmation'],
  ['paymentToken', 'pay.token'],
  ['profileId', 'pay.profile'],
] as const);

/**
 * What the processor said, by name: its references, its own words for what it did, and which of them are masked or left
 * out because they could be the payer's number.
 */
export function referenceFacts(session: PaySession, t: Translate): readonly Fact[] {
  const { processor = {}, withheld = [] } = session;
  const label = (name: string) => {
    const key = (NAMES as ReadonlyMap<string, TextKey>).get(name);
    return key ? `${t(key)} (${name})` : name;
  };
  return [
    ...[...NAMES].map(([name, key]) => [t(key), session[name]] as const),
    ...Object.entries(processor).map(([name, value]) => [t('record.processor', { name }), value] as const),
    [t('pay.withheld'), withheld.map(label).join(', ')] as const,
  ].filter((fact): fact is Fact => Boolean(fact[1]));
}
