import { type ReadonlySignal, signal } from '@preact/signals';
import { DECIMALS, DEFAULT_CURRENCY, readAmount } from '#lambdas/contract/money.ts';
import { ID_FIELDS, type IdRules, readId } from '#lambdas/contract/reference-mask.ts';
import { isStartLink, LINK_FIELDS, type LinkField } from '#web/src/platform/link-channel.ts';
import type { Router } from '#web/src/platform/router.ts';
import type { Draft } from './draft.ts';
import { holdsAsMuchAsCard } from './kept-draft.ts';

/** What a link wants in the next form. It fills in and starts nothing. */
export interface StartLink {
  readonly draft: Partial<Draft>;
  /** What it gave that cannot be used; never the value, which may be anything. */
  readonly unusable: readonly LinkField[];
}

export interface FollowedLink {
  readonly next: ReadonlySignal<StartLink | undefined>;
  /** Another one, which another tab was opened by. */
  receive(search: string): void;
  /** Once a form has it, or the agent does not want it. */
  forget(): void;
}

/**
 * Takes what a link such as `/?reference=INV-1&amount=12.00&currency=USD` says out of the address. It stays with this page of
 * the history, so that a reload does not lose it.
 */
export function followLink(router: Router, rules: IdRules): FollowedLink {
  const [pathname, search] = [router.path.peek(), router.search.peek()];
  const isLink = isStartLink({ pathname, search });
  const kept = Object.entries(pathname === '/' ? router.kept.peek() : {})
    .filter(([name]) => name.startsWith(KEPT))
    .map(([name, value]) => [name.slice(KEPT.length), String(value)]);
  const query = new URLSearchParams(isLink ? search : kept);
  const next = signal(isLink || kept.length > 0 ? readStartLink(query, rules) : undefined);
  if (isLink) router.go('/', { replace: true, kept: keptOf(next.peek()) });
  return {
    next,
    receive(given) {
      next.value = readStartLink(new URLSearchParams(given), rules);
    },
    forget() {
      if (!next.peek()) return;
      next.value = undefined;
      if (router.path.peek() === '/') router.go('/', { replace: true });
    },
  };
}

/** In front of a name, because other pages at the same address keep filters by these names. */
const KEPT = 'link.';
const UNUSABLE = 'unusable';

function keptOf(link: StartLink | undefined): Readonly<Record<string, string>> {
  const { draft = {}, unusable = [] } = link ?? {};
  const values = LINK_FIELDS.flatMap((field) =>
    draft[field] === undefined || holdsAsMuchAsCard(draft[field])
      ? []
      : [[KEPT + field, draft[field]] as const],
  );
  return Object.fromEntries([...values, [KEPT + UNUSABLE, unusable.join(' ')]]);
}

/**
 * Reads a link's values, each by the rules of its field. An amount is one of a program: digits and a point. Without a currency
 * that can be used there is no amount.
 */
export function readStartLink(query: URLSearchParams, rules: IdRules): StartLink {
  const unusable = new Set<LinkField>(
    LINK_FIELDS.filter((field) => query.get(UNUSABLE)?.split(' ').includes(field)),
  );
  const only = (field: LinkField): string | undefined => {
    const values = query.getAll(field);
    if (values.length > 1) unusable.add(field);
    return values.length === 1 ? values[0] : undefined;
  };
  const ids: Partial<Record<(typeof ID_FIELDS)[number], string>> = {};
  for (const field of ID_FIELDS) {
    const text = only(field);
    if (text === undefined) continue;
    const read = readId(text, { ...rules[field], required: true });
    if (read.ok && read.value !== undefined && !looksLikeCard(read.value)) ids[field] = read.value;
    else unusable.add(field);
  }
  const currency = only('currency')?.trim().toUpperCase() ?? DEFAULT_CURRENCY;
  if (!DECIMALS.has(currency)) unusable.add('currency');
  const amount = only('amount');
  const read = amount === undefined ? undefined : readAmount(amount.trim(), currency);
  const hasCurrency = !unusable.has('currency');
  if (read && !(read.ok && hasCurrency)) unusable.add('amount');
  return {
    draft: {
      ...ids,
      ...(query.has('currency') && hasCurrency ? { currency } : {}),
      ...(read?.ok && hasCurrency
        ? { amount: read.value, meant: read.value, currency, purpose: 'charge' }
        : {}),
    },
    unusable: LINK_FIELDS.filter((field) => unusable.has(field)),
  };
}

/** Its digits together pass the check of card numbers. Only a first look: the service checks what it is sent. */
function looksLikeCard(text: string): boolean {
  if (!holdsAsMuchAsCard(text)) return false;
  const digits = text.normalize('NFKC').replace(/[^0-9]/g, '');
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits.length <= 19 && sum % 10 === 0;
}
