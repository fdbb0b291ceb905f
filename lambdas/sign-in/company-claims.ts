import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { NAME_CLAIM, PROVIDER } from '#lambdas/contract/company.ts';
import type { Role } from '#lambdas/contract/desk-api.ts';
import { isReservedName } from '#lambdas/contract/reserved-names.ts';
import { isUserName } from '#lambdas/contract/user-name.ts';

/** What the provider calls the groups of those who may use the desk. */
export type CompanyGroups = Readonly<Record<Role, string>>;

/**
 * Gives somebody of the company's own sign-in the roles that their groups there mean, in place of any they have in the
 * pool, and the name that records show: their address, which no name of the pool can look like. Cognito calls it before each
 * token, also when one is renewed, with what the provider said at the last sign-in (AWS docs).
 */
export function companyClaims(
  event: PreTokenGenerationV2TriggerEvent,
  wanted: CompanyGroups,
): PreTokenGenerationV2TriggerEvent {
  const attributes: Readonly<Record<string, string | undefined>> = event.request.userAttributes;
  if (!isOfCompany(attributes.identities)) return event;
  const groups = readGroups(attributes['custom:groups']);
  const roles = (Object.keys(wanted) as Role[]).filter((role) => groups.includes(wanted[role]));
  const name = readName(attributes.email);
  return {
    ...event,
    response: {
      claimsAndScopeOverrideDetails: {
        ...(name ? { accessTokenGeneration: { claimsToAddOrOverride: { [NAME_CLAIM]: name } } } : {}),
        groupOverrideDetails: { groupsToOverride: roles },
      },
    },
  };
}

function isOfCompany(identities = ''): boolean {
  const list = parse(identities);
  return (
    Array.isArray(list) &&
    list.some((identity: { providerName?: unknown }) => identity?.providerName === PROVIDER)
  );
}

/**
 * Groups as providers send them: a list as JSON (OIDC), as `[a, b]` (SAML), as words with commas, or one name (reported; not
 * confirmed by AWS's docs). Names count whole and exactly.
 */
export function readGroups(written = ''): readonly string[] {
  const list = parse(written);
  if (Array.isArray(list)) return list.filter((name): name is string => typeof name === 'string');
  return written
    .replace(/^\[(.*)\]$/s, '$1')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

function readName(email = ''): string | undefined {
  const name = email.trim().toLowerCase();
  return /^[^@]+@[^@]+$/.test(name) && isUserName(name) && !isReservedName(name) ? name : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
