import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { ID_FIELDS, type IdField } from '#lambdas/contract/reference-mask.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import type { Translate } from '#web/src/words/use-words.ts';

/** A name and its value; some are needed elsewhere, so that one press copies them. */
export type Fact = readonly [name: string, value: string, isCopied?: boolean];

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
  const facts: readonly (readonly [string, string | undefined, boolean?])[] = [
    ...[...NAMES].map(([name, key]) => [t(key), session[name], name === 'confirmationCode'] as const),
    ...Object.entries(processor).map(([name, value]) => [t('record.processor', { name }), value] as const),
    [t('pay.withheld'), withheld.map(label).join(', ')] as const,
  ];
  return facts.filter((fact): fact is Fact => Boolean(fact[1]));
}

/** The business's own ids. */
export function idFacts(session: PaySession, nameOf: (field: IdField) => string): readonly Fact[] {
  return ID_FIELDS.flatMap((field) =>
    session[field] ? [[nameOf(field), session[field], true] as const] : [],
  );
}
