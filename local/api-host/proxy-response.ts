import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { ERRORS } from '#lambdas/contract/errors.ts';
import { errorResponse, GATEWAY_RESPONSES } from '#lambdas/contract/gateway-responses.ts';

/** Whether API Gateway would accept a handler's result; for any other it returns its own error. */
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

/** Writes a handler's result as API Gateway does: multi-value headers, base64 bodies, its own request id. */
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

  // Text goes out in one piece with the headers, bytes in a piece of their own.
  const { body: text = '', isBase64Encoded } = result;
  const body = isBase64Encoded ? Buffer.from(text, 'base64') : text;
  response.statusCode = result.statusCode;
  for (const { name, values } of headers.values()) {
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  }
  if (result.statusCode !== 204 && result.statusCode !== 304)
    response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

/** Writes the gateway's own response, sent before or instead of a handler's, as the stack's table defines it. */
export function writeGatewayResponse(
  response: ServerResponse,
  kind: keyof typeof ERROR_TYPES,
  requestId: string,
): void {
  const { code } = GATEWAY_RESPONSES[kind];
  writeProxyResult(
    response,
    {
      statusCode: ERRORS[code].status,
      headers: { 'x-amzn-ErrorType': ERROR_TYPES[kind] },
      body: JSON.stringify(errorResponse(code, requestId)),
    },
    requestId,
  );
}

/** The gateway responses that occur on this machine, with the header API Gateway sends with them (observed). */
const ERROR_TYPES = {
  notFound: 'MissingAuthenticationTokenException',
  unauthorized: 'UnauthorizedException',
  tooLarge: 'RequestTooLargeException',
  timedOut: 'InternalServerErrorException',
  otherFailure: 'InternalServerErrorException',
} as const satisfies Partial<Record<keyof typeof GATEWAY_RESPONSES, string>>;

/** Response headers that a REST API renames (AWS docs, "Important notes for REST APIs"). */
const REMAPPED = new Map(
  ['Authorization', 'Connection', 'Date', 'Server', 'WWW-Authenticate'].map((name) => [
    name.toLowerCase(),
    `x-amzn-Remapped-${name}`,
  ]),
);

function isObjectOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
