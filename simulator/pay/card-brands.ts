import type { PaySettings } from './pay-settings.ts';

/** Every value of `ValidCardTypes` and `PaymentCardType`; `optima` has no rule in the docs, so it never occurs. */
export const CARD_BRANDS = [
  'visa',
  'mastercard',
  'amex',
  'maestro',
  'discover',
  'optima',
  'jcb',
  'diners-club',
  'enroute',
] as const;

export type CardBrand = (typeof CARD_BRANDS)[number] | 'unionpay';

/** The brands `ValidCardTypes` accepts; `unionpay` is one where setting `cardTable` says so. */
export function acceptedBrands({ cardTable }: Pick<PaySettings, 'cardTable'>): readonly CardBrand[] {
  return cardTable === 'wider' ? [...CARD_BRANDS, 'unionpay'] : CARD_BRANDS;
}

/** What a number's first digits determine. */
export interface CardRule {
  readonly brand: CardBrand;
  readonly lengths: readonly number[];
  /** The usual length of the brand's cards. */
  readonly usualLength: number;
}

interface PrefixRule extends CardRule {
  readonly from: string;
  readonly to: string;
}

/** The rule with the longest matching prefix, so that `6011…` is discover although maestro claims every `6`. */
export function cardRuleOf(
  digits: string,
  settings: Pick<PaySettings, 'cardTable' | 'visaLengths'>,
): CardRule | undefined {
  const rule = RULES[settings.cardTable].find(({ from, to }) => {
    const start = digits.slice(0, from.length);
    return start.length === from.length && from <= start && start <= to;
  });
  return rule?.brand === 'visa' ? { ...rule, lengths: settings.visaLengths } : rule;
}

function rule(
  brand: CardBrand,
  prefixes: string,
  lengths: readonly number[],
  usualLength: number,
): PrefixRule[] {
  return prefixes.split(' ').map((prefix) => {
    const [from = '', to = from] = prefix.split('-');
    return { brand, from, to, lengths, usualLength };
  });
}

const FROM_12 = [12, 13, 14, 15, 16, 17, 18, 19];
const FROM_14 = FROM_12.slice(2);
const FROM_16 = FROM_12.slice(4);

/** Twilio docs, `<Pay>`, card table. */
const DOCUMENTED: readonly PrefixRule[] = [
  ...rule('visa', '4', FROM_12, 16),
  ...rule('mastercard', '51-55 222100-272099', [16], 16),
  ...rule('amex', '34 37', [15], 15),
  ...rule('discover', '6011 64 65', FROM_16, 16),
  ...rule('maestro', '6 50 56 57 58', FROM_12, 16),
  ...rule('jcb', '3528-3589', FROM_16, 16),
  ...rule('diners-club', '300-304 3095 38 39', FROM_16, 16),
  ...rule('diners-club', '36', FROM_14, 14),
  ...rule('enroute', '2014 2149', [15], 15),
];

/** What the card networks issue and the docs' table leaves out. */
const LEFT_OUT: readonly PrefixRule[] = [
  ...rule('diners-club', '300-305 3095 38 39', FROM_14, 14),
  ...rule('unionpay', '62 81', FROM_16, 16),
];

/** Longest prefixes first, and of equal ones the newest. */
const RULES: Readonly<Record<PaySettings['cardTable'], readonly PrefixRule[]>> = {
  documented: sorted(DOCUMENTED),
  wider: sorted([...LEFT_OUT, ...DOCUMENTED]),
};

function sorted(rules: readonly PrefixRule[]): readonly PrefixRule[] {
  return [...rules].sort((a, b) => b.from.length - a.from.length);
}
