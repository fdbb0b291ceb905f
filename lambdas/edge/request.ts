import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Role } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { MAX_BODY_BYTES } from '#lambdas/contract/gateway-responses.ts';
import type { Log } from '#lambdas/platform/log.ts';
import type { Grant } from '#lambdas/stores/grant-store.ts';

/** Who is signed in. */
export interface Caller {
  readonly username: string;
  readonly roles: readonly Role[];
  /** When their sign-in token ends, where its claims say so. */
  readonly until?: Date;
  /** Set where the caller is a panel: what it may pay, and nothing else. */
  readonly grant?: Grant;
}

/** A request as operations see it, whatever form the event had. */
export interface ApiRequest {
  readonly requestId: string;
  /** Below the stage. */
  readonly path: string;
  /** Decoded, as text. */
  readonly body: string;
  readonly query: Readonly<Record<string, string>>;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** By any spelling of the name. */
  header(name: string): string | undefined;
  readonly log: Log;
}

/** What an operation returns: `json`, or `text` with its type, or nothing. */
export interface ApiResponse {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: { readonly contentType: string; readonly content: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws {@link AppError} `BODY_TOO_LARGE` */
export function readRequest(event: APIGatewayProxyEvent, requestId: string, log: Log): ApiRequest {
  const encoded = event.body ?? '';
  if (encoded.length > MAX_BODY_BYTES * 2) throw new AppError('BODY_TOO_LARGE');
  const bytes = Buffer.from(encoded, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) throw new AppError('BODY_TOO_LARGE');

  const headers = new Map(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    requestId,
    path: event.path ?? '',
    body: bytes.toString('utf8'),
    query: onlyText(event.queryStringParameters),
    pathParameters: onlyText(event.pathParameters),
    header: (name) => headers.get(name.toLowerCase()),
    log,
  };
}

/** Without a prototype, so that a parameter named like a built-in is only ever what was sent. */
function onlyText(values: Readonly<Record<string, string | undefined>> | null): Record<string, string> {
  const text: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(values ?? {})) if (value !== undefined) text[name] = value;
  return text;
}
