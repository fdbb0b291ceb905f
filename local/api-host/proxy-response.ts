import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyResult } from 'aws-lambda';

/** Whether a handler's answer is one API Gateway would take; it answers 502 for any other. */
export function isProxyResult(value: unknown): value is APIGatewayProxyResult {
  if (typeof value !== 'object' || value === null) return false;
  const { statusCode, body, headers, multiValueHeaders } = value as Record<string, unknown>;
  return (
    Number.isInteger(statusCode) &&
    Number(statusCode) >= 100 &&
    Number(statusCode) <= 599 &&
    (body === undefined || body === null || typeof body === 'string') &&
    isObjectOrAbsent(headers) &&
    isObjectOrAbsent(multiValueHeaders)
  );
}

/** Writes a handler's answer as API Gateway does: multi-value headers, base64 bodies, its own request id. */
export function writeProxyResult(
  response: ServerResponse,
  result: APIGatewayProxyResult,
  requestId: string,
): void {
  const headers = new Map<string, { name: string; values: string[] }>();
  const put = (name: string, values: readonly unknown[]) =>
    headers.set(name.toLowerCase(), {
      name: REMAPPED.get(name.toLowerCase()) ?? name,
      values: values.map(String),
    });

  put('Content-Type', ['application/json']);
  for (const [name, value] of Object.entries(result.headers ?? {})) put(name, [value]);
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) put(name, values);
  headers.set('x-amzn-requestid', { name: 'x-amzn-RequestId', values: [requestId] });

  const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  response.statusCode = result.statusCode;
  for (const { name, values } of headers.values()) {
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  }
  if (result.statusCode !== 204 && result.statusCode !== 304)
    response.setHeader('Content-Length', body.length);
  response.end(body);
}

/** An answer of API Gateway's own, before or instead of a handler's. */
export function writeGatewayAnswer(
  response: ServerResponse,
  answer: GatewayAnswer,
  requestId: string,
  body: unknown = { message: answer.message },
): void {
  writeProxyResult(
    response,
    { statusCode: answer.status, headers: { 'x-amzn-ErrorType': answer.type }, body: JSON.stringify(body) },
    requestId,
  );
}

export interface GatewayAnswer {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** API Gateway's words (AWS docs, "Gateway response types"; message texts as observed). */
export const GATEWAY = {
  noSuchRoute: {
    status: 403,
    type: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
  unauthorized: { status: 401, type: 'UnauthorizedException', message: 'Unauthorized' },
  tooLarge: { status: 413, type: 'RequestTooLargeException', message: 'Request Too Long' },
  crashed: { status: 502, type: 'InternalServerErrorException', message: 'Internal server error' },
  timedOut: { status: 504, type: 'InternalServerErrorException', message: 'Endpoint request timed out' },
} as const satisfies Record<string, GatewayAnswer>;

/** Response headers a REST API renames on the way out (AWS docs, "Important notes for REST APIs"). */
const REMAPPED = new Map(
  ['Authorization', 'Connection', 'Date', 'Server', 'WWW-Authenticate'].map((name) => [
    name.toLowerCase(),
    `x-amzn-Remapped-${name}`,
  ]),
);

function isObjectOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
