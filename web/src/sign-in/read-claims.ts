import type { Role } from '#lambdas/contract/desk-api.ts';
import type { SignedIn } from './auth.ts';

const ROLES: readonly Role[] = ['agent', 'supervisor'];

/**
 * Who the tokens speak of, for showing only: nothing is checked here, the API checks every request. Groups come as
 * a list or as one comma-separated string.
 */
export function readClaims(accessToken: string, profile: Readonly<Record<string, unknown>>): SignedIn {
  const claims = { ...profile, ...payloadOf(accessToken) };
  const groups = claims['cognito:groups'];
  const names = Array.isArray(groups) ? groups : String(groups ?? '').split(',');
  const username = claims.username ?? claims['cognito:username'] ?? claims.preferred_username ?? claims.sub;
  return { username: String(username ?? ''), roles: ROLES.filter((role) => names.includes(role)) };
}

function payloadOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  try {
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
