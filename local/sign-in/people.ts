import { createHash } from 'node:crypto';
import type { Role } from '#lambdas/contract/desk-api.ts';

/** Somebody who can sign in on this machine. */
export interface Person {
  readonly username: string;
  /** Name to show. */
  readonly name: string;
  readonly groups: readonly Role[];
}

/** The people the local sign-in page offers. */
export const PEOPLE: readonly Person[] = [
  { username: 'ana', name: 'Ana', groups: ['agent'] },
  { username: 'ben', name: 'Ben', groups: ['agent'] },
  { username: 'sam', name: 'Sam', groups: ['supervisor'] },
];

/** A stable substitute for the UUID that a user pool gives each user. */
export function subjectOf(username: string): string {
  const hash = createHash('sha256').update(`agent-assist-pay local user ${username}`).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
