import { type IdField, type IdRules, readId } from '#lambdas/contract/reference-mask.ts';
import { passesLuhn } from '#lambdas/masking/luhn.ts';
import type { PaymentFilter } from './filter.ts';

/** What a text in the search box can be. */
export type Meaning = 'sid' | 'lastFour' | 'amount' | 'reference' | 'confirmation' | 'customer';

const SID = /^(?:CA|PK)[0-9a-f]{32}$/i;
const MONEY = /^\p{Sc}?\s?[0-9]{1,3}(?:[0-9]*|(?:[,.][0-9]{3})*)[.,][0-9]{2}$/u;
/** As processors write their own: `ch_3Nx…`, `8f14e45f-ceea-…`. */
const OF_PROCESSOR = /^(?:[a-z]{2,6}_\w+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Everything a text can mean, likeliest first; nothing for an empty one, and for a card number. */
export function meaningsOf(text: string, rules: IdRules): readonly Meaning[] {
  const typed = text.trim();
  if (typed === '' || looksLikeCard(typed)) return [];
  if (SID.test(typed)) return ['sid'];
  const ids: readonly Meaning[] = ['reference', 'confirmation', 'customer'];
  const likely: readonly (Meaning | false)[] = [
    /^[0-9]{4}$/.test(typed) && 'lastFour',
    MONEY.test(typed) && 'amount',
    ...(['reference', 'customer'] as const).map((field) => fitsMask(typed, field, rules) && field),
    OF_PROCESSOR.test(typed) && 'confirmation',
    // Its references look different.
    rules.reference.mask !== undefined && 'confirmation',
  ];
  return [...new Set([...likely.filter((meaning) => meaning !== false), ...ids])];
}

function fitsMask(text: string, field: IdField, rules: IdRules): boolean {
  const { mask } = rules[field];
  return mask !== undefined && readId(text, rules[field]).ok;
}

/** The part of the filter that looks for a text with this meaning. */
export function lookFor(text: string, meaning: Meaning): Partial<PaymentFilter> {
  const typed = text.trim();
  if (meaning === 'amount') return { amountFrom: typed, amountTo: typed };
  return { [meaning]: meaning === 'sid' ? typed.slice(0, 2).toUpperCase() + typed.slice(2) : typed };
}

/** The meanings that name few payments, whatever their day. */
export const IDS = ['sid', 'reference', 'confirmation', 'customer'] as const satisfies readonly Meaning[];

/**
 * Whether a text can be a whole card number: so many digits, in any script and grouped in any way, whose check digit is right.
 * It then stays in the box. The service looks closer.
 */
export function looksLikeCard(text: string): boolean {
  if (/\p{L}/u.test(text)) return false;
  const digits = text.normalize('NFKC').replace(/[^0-9]/g, '');
  return digits.length >= 12 && digits.length <= 19 && passesLuhn(digits);
}
