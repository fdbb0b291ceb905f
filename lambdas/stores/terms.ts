import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { referenceKey } from '#lambdas/session/canonical-id.ts';
import { confirmationsOf, lastFourOf, type SessionFilter } from '#lambdas/session/session-filter.ts';

/** What `byTerm` has a session's own item under: the last four digits are known while it is under way, and cost no other item. */
export function ownTerm(session: PaySession): string | undefined {
  const lastFour = lastFourOf(session);
  return lastFour && `lastFour#${lastFour}`;
}

/**
 * What else a session is found by, each by an item of its own that leads to it: one session can be in an index once. The
 * text is anybody's, so only a part of its hash is a key; who reads compares the text.
 *
 * @returns keys of those items, and what they are listed under
 */
export function pointersOf(
  session: PaySession,
): readonly { readonly pk: string; readonly listTerm: string }[] {
  const { paySid, customer } = session;
  const confirmations = [...new Set(confirmationsOf(session).map(keyOfConfirmation))];
  return [
    ...(customer ? [{ pk: `term#customer#${paySid}`, listTerm: keyOfCustomer(customer) }] : []),
    ...confirmations.map((listTerm, at) => ({
      pk: `term#confirmation${at === 0 ? '' : at}#${paySid}`,
      listTerm,
    })),
  ];
}

/** What to look for, the rarest first. */
export function termOf({ confirmation, customer, lastFour }: SessionFilter): string | undefined {
  if (confirmation !== undefined) return keyOfConfirmation(confirmation);
  if (customer !== undefined) return keyOfCustomer(customer);
  return lastFour && `lastFour#${lastFour}`;
}

/** The session that an item of an index is, or leads to. */
export function paySidIn(pk: unknown): string {
  return String(pk).split('#').at(-1) ?? '';
}

function keyOfConfirmation(confirmation: string): string {
  return `confirmation#${referenceKey(confirmation)}`;
}

function keyOfCustomer(customer: string): string {
  return `customer#${referenceKey(customer)}`;
}
