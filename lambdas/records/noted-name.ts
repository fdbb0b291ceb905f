import { holdsCardLikeDigits } from '#lambdas/masking/card-like-digits.ts';

/** A name given by another sign-in: the provider, and its number for the person, longer than any card's. */
const FEDERATED = /^[A-Za-z][A-Za-z0-9-]*_\d{20,}$/;

/**
 * A name somebody looked for, as the access log keeps it: whole, or as `given` where it could be a card number in
 * disguise. Text typed into a search can be anything until it finds a person.
 */
export function notedName(name: string): string {
  return !FEDERATED.test(name) && holdsCardLikeDigits(name) ? 'given' : name;
}
