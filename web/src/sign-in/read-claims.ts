import { jwtDecode } from 'jwt-decode';
import { NAME_CLAIM, PROVIDER } from '#lambdas/contract/company.ts';
import type { Role } from '#lambdas/contract/desk-api.ts';

/** Who is signed in, as far as the page needs to know; the API decides what they may do. */
export interface SignedIn {
  readonly username: string;
  readonly roles: readonly Role[];
}

const ROLES: readonly Role[] = ['agent', 'supervisor'];

/**
 * Reads from the tokens who is signed in, for display only: the API checks every request. Groups arrive as a list or
 * as one comma-separated string.
 */
export function readClaims(accessToken: string, profile: Readonly<Record<string, unknown>>): SignedIn {
  const claims: Readonly<Record<string, unknown>> = { ...profile, ...payloadOf(accessToken) };
  const groups = claims['cognito:groups'];
  const names = Array.isArray(groups) ? groups : String(groups ?? '').split(',');
  const isOfCompany = String(claims.username ?? '').startsWith(`${PROVIDER}_`);
  const named = isOfCompany ? claims[NAME_CLAIM] : undefined;
  const username =
    named ?? claims.username ?? claims['cognito:username'] ?? claims.preferred_username ?? claims.sub;
  return { username: String(username ?? ''), roles: ROLES.filter((role) => names.includes(role)) };
}

function payloadOf(token: string): object {
  try {
    return jwtDecode(token);
  } catch {
    return {};
  }
}
