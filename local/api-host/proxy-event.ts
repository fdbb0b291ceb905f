import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { RouteMatch } from './match-route.ts';

/** A request as received; header names keep their case. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path under the stage, still encoded. */
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
  /** Names and values alternate, as in Node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly receivedAt: Date;
}

export interface EventContext {
  /** First path segment of the deployed API: `api`. */
  readonly stage: string;
  readonly requestId: string;
  /** What the authorizer passes on; undefined on routes without one. */
  readonly claims?: Readonly<Record<string, string>> | undefined;
  /** Content types whose bodies arrive in base64. */
  readonly binaryMediaTypes: readonly string[];
}

/** The event a REST API sends to a Lambda proxy integration for this request (payload format 1.0; AWS docs). */
export function toProxyEvent(
  request: ReceivedRequest,
  match: RouteMatch,
  context: EventContext,
): APIGatewayProxyEvent {
  const headers = multiHeaders(request.rawHeaders);
  const query = multiQuery(request.query);
  const userAgent = lastNamed(headers, 'user-agent') ?? null;
  const host = lastNamed(headers, 'host') ?? 'localhost';
  const isBase64Encoded = isBinary(
    request.body,
    lastNamed(headers, 'content-type'),
    context.binaryMediaTypes,
  );

  return {
    resource: match.resource,
    path: request.path,
    httpMethod: request.method,
    headers: lastOfEach(headers) ?? {},
    multiValueHeaders: headers,
    queryStringParameters: lastOfEach(query),
    multiValueQueryStringParameters: query,
    pathParameters: match.pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      // API Gateway omits the key when no authorizer ran; its types do not say so.
      authorizer: context.claims ? { claims: context.claims } : undefined,
      domainName: host,
      domainPrefix: 'local',
      extendedRequestId: context.requestId,
      httpMethod: request.method,
      identity: { ...NO_IDENTITY, sourceIp: request.sourceIp, userAgent },
      path: `/${context.stage}${request.path}`,
      protocol: 'HTTP/1.1',
      requestId: context.requestId,
      requestTime: accessLogTime(request.receivedAt),
      requestTimeEpoch: request.receivedAt.getTime(),
      resourceId: 'local',
      resourcePath: match.resource,
      stage: context.stage,
    },
    body: request.body.length === 0 ? null : request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

type MultiValue = Record<string, string[]>;

const NO_IDENTITY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

function multiHeaders(rawHeaders: readonly string[]): MultiValue {
  // One entry for `X-A` and `x-a`, under the first spelling: header names are case-insensitive.
  const byName = new Map<string, [name: string, values: string[]]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const entry = byName.get(name.toLowerCase()) ?? [name, []];
    entry[1].push(rawHeaders[index + 1] ?? '');
    byName.set(name.toLowerCase(), entry);
  }
  return Object.fromEntries(byName.values());
}

function multiQuery(query: string): MultiValue | null {
  const byName = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  return byName.size > 0 ? Object.fromEntries(byName) : null;
}

function lastOfEach(values: MultiValue | null): Record<string, string> | null {
  if (!values) return null;
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

function lastNamed(headers: MultiValue, lowerCaseName: string): string | undefined {
  return Object.entries(headers)
    .find(([name]) => name.toLowerCase() === lowerCaseName)?.[1]
    .at(-1);
}

function isBinary(
  body: Buffer,
  contentType: string | undefined,
  binaryMediaTypes: readonly string[],
): boolean {
  if (body.length === 0) return false;
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const [family] = mediaType.split('/');
  const declared = binaryMediaTypes.some((type) => [mediaType, `${family}/*`, '*/*'].includes(type));
  return declared || !isUtf8(body);
}

/** `22/Nov/2026:08:00:00 +0000` */
function accessLogTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
