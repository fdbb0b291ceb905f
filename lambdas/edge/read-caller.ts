import type { APIGatewayProxyEvent } from 'aws-lambda';
import { NAME_CLAIM, PROVIDER } from '#lambdas/contract/company.ts';
import type { Role } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Caller } from './request.ts';

const ROLES = ['agent', 'supervisor'] as const satisfies readonly Role[];

/** The group Cognito itself puts people of a company's own sign-in into: `us-east-1_Ab12_company` (AWS docs). */
const GROUP_OF_PROVIDER = /^[a-z]{2}(?:-[a-z]+)+-\d_[0-9A-Za-z]+_[\w-]+$/;

/**
 * Who is signed in, from the claims the authorizer verified.
 *
 * @throws {@link AppError} `SIGN_IN_REQUIRED` without claims
 */
export function readCaller(event: APIGatewayProxyEvent): Caller {
  const claims: unknown = event.requestContext?.authorizer?.claims;
  const username = readName(claims);
  if (!username) throw new AppError('SIGN_IN_REQUIRED');
  const until = readTime(readClaim(claims, 'exp'));
  return { username, roles: readRoles(readClaim(claims, 'cognito:groups')), ...(until ? { until } : {}) };
}

/** People of a company's own sign-in are called by their address, as `sign-in/company-claims.ts` put it into the token. */
function readName(claims: unknown): string | undefined {
  const username = readClaim(claims, 'username');
  const isOfCompany = username?.startsWith(`${PROVIDER}_`) ?? false;
  return (isOfCompany ? readClaim(claims, NAME_CLAIM) : undefined) ?? username;
}

/**
 * API Gateway joins the groups with commas and a group's name may hold one, so two groups and one of an odd name look
 * the same. Besides our own groups and the one Cognito makes, any other name therefore grants nothing at all.
 */
function readRoles(claim = ''): readonly Role[] {
  const groups = claim.split(',');
  const isClear = groups.every((group) => isRole(group) || GROUP_OF_PROVIDER.test(group));
  return isClear ? ROLES.filter((role) => groups.includes(role)) : [];
}

function isRole(group: string): group is Role {
  return (ROLES as readonly string[]).includes(group);
}

/** REST APIs give times in words, "Sun Nov 22 08:00:00 UTC 2026" (observed); elsewhere they are epoch seconds. */
function readTime(claim: string | undefined): Date | undefined {
  const at = new Date(claim && /^\d+$/.test(claim) ? Number(claim) * 1000 : (claim ?? Number.NaN));
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** A claim that the authorizer verified, where it holds text. */
export function readClaim(claims: unknown, name: string): string | undefined {
  if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, name)) return undefined;
  const value: unknown = Reflect.get(claims, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
