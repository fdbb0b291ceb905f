import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { ERRORS } from '#lambdas/contract/errors.ts';
import { errorAnswer, GATEWAY_ANSWERS } from '#lambdas/contract/gateway-answers.ts';

/** Whether a handler's answer is one API Gateway would take; for any other it answers a failure of its own. */
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

/** An answer of the gateway's own, before or instead of a handler's: the stack's table says which. */
export function writeGatewayAnswer(
  response: ServerResponse,
  answer: keyof typeof ERROR_TYPES,
  requestId: string,
): void {
  const { code } = GATEWAY_ANSWERS[answer];
  writeProxyResult(
    response,
    {
      statusCode: ERRORS[code].status,
      headers: { 'x-amzn-ErrorType': ERROR_TYPES[answer] },
      body: JSON.stringify(errorAnswer(code, requestId)),
    },
    requestId,
  );
}

/** The answers this machine can come to give, with the header API Gateway sends beside them (observed). */
const ERROR_TYPES = {
  notFound: 'MissingAuthenticationTokenException',
  unauthorized: 'UnauthorizedException',
  tooLarge: 'RequestTooLargeException',
  timedOut: 'InternalServerErrorException',
  otherFailure: 'InternalServerErrorException',
} as const satisfies Partial<Record<keyof typeof GATEWAY_ANSWERS, string>>;

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
