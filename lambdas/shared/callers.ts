import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Role } from './contract.ts';
import { AppError } from './errors.ts';
import type { ApiRequest, Caller } from './request.ts';
import type { TwilioSecret } from './secrets.ts';
import { type FormParameters, isSignedByTwilio, parseForm } from './signature.ts';

/**
 * Who is signed in, from the claims the authorizer verified.
 *
 * @throws {@link AppError} `SIGN_IN_REQUIRED` without claims, `ROLE_REFUSED` when no group of the caller may call
 */
export function readCaller(event: APIGatewayProxyEvent, allowed: readonly Role[]): Caller {
  const claims: unknown = event.requestContext?.authorizer?.claims;
  const username = readClaim(claims, 'username');
  if (!username) throw new AppError('SIGN_IN_REQUIRED');
  const groups = (readClaim(claims, 'cognito:groups') ?? '').split(/[\s,[\]]+/);
  const roles = (['agent', 'supervisor'] as const).filter((role) => groups.includes(role));
  if (!roles.some((role) => allowed.includes(role))) throw new AppError('ROLE_REFUSED');
  return { username, roles };
}

/**
 * The parameters of a request Twilio signed for `url`.
 *
 * @throws {@link AppError} `SIGNATURE_REFUSED`
 */
export function readSignedForm(
  request: ApiRequest,
  event: APIGatewayProxyEvent,
  url: string,
  secret: TwilioSecret,
): FormParameters {
  const parameters = parseForm(request.body);
  const signature = request.header('X-Twilio-Signature');
  if (!isSignedByTwilio(signature, url + queryOf(event), parameters, secret.authTokens)) {
    throw new AppError('SIGNATURE_REFUSED');
  }
  return parameters;
}

/** @throws {@link AppError} `CREDENTIALS_REFUSED` */
export function assertConnector(request: ApiRequest, secret: TwilioSecret): void {
  const given = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(request.header('Authorization') ?? '')?.[1] ?? '';
  const expected = `${secret.connectorUsername}:${secret.connectorPassword}`;
  if (!isSame(Buffer.from(given, 'base64').toString('utf8'), expected)) {
    throw new AppError('CREDENTIALS_REFUSED');
  }
}

/** REST API events carry no raw query. Our addresses have none, so rebuilding it can only make a signature fail. */
function queryOf(event: APIGatewayProxyEvent): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) query.append(name, value);
  }
  return query.size > 0 ? `?${query}` : '';
}

function readClaim(claims: unknown, name: string): string | undefined {
  if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, name)) return undefined;
  const value: unknown = Reflect.get(claims, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Compares hashes, so that neither content nor length shows in the time taken. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
