import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { Role } from '#lambdas/contract/desk-api.ts';
import { ERRORS } from '#lambdas/contract/errors.ts';
import { isReservedName } from '#lambdas/contract/reserved-names.ts';
import { readBody } from './read-body.ts';
import type { SignIn } from './sign-in/sign-in.ts';

const BODY = v.strictObject({
  // What a user pool accepts as a user name (Cognito API reference).
  username: v.pipe(v.string(), v.regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u)),
  role: v.optional(v.picklist(['agent', 'supervisor'] satisfies Role[]), 'agent'),
});

/** Bytes. */
const BODY_LIMIT = 10_000;

/** `POST /dev/session {username, role?}`: a signed-in agent for scripts. Exists on this machine only. */
export function createDevSession({ mint }: Pick<SignIn, 'mint'>) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST');
      return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Failed to start a session: use POST.');
    }
    const { origin, host } = request.headers;
    // Scripts send no origin; a page from another origin must not get a token.
    if (origin !== undefined && origin !== `http://${host}`) {
      const message =
        'Failed to start a session: the request comes from a page of another site. Send it from a script.';
      return refuse(response, 403, 'FOREIGN_ORIGIN', message);
    }
    const body = await readBody(request, BODY_LIMIT);
    if (!body) {
      response.setHeader('Connection', 'close');
      return refuse(
        response,
        413,
        'BODY_TOO_LARGE',
        'Failed to read the request: the body is too large. Send less.',
      );
    }
    const given = parseJson(body);
    if (given === undefined) {
      return refuse(
        response,
        400,
        'BODY_NOT_JSON',
        'Failed to read the request: the body is not JSON. Send an object.',
      );
    }
    const parsed = v.safeParse(BODY, given);
    if (!parsed.success) {
      const field = v.getDotPath(parsed.issues[0]) ?? undefined;
      const message = `Failed to read the request: ${field ?? 'the body'} is missing or wrong. Send {"username", "role": "agent" or "supervisor"}.`;
      return refuse(response, 400, 'INVALID_REQUEST', message, field);
    }
    const { username, role } = parsed.output;
    if (isReservedName(username)) return refuse(response, 403, 'NAME_RESERVED', ERRORS.NAME_RESERVED.message);
    const accessToken = await mint({ username, name: username, groups: [role] });
    respond(response, 200, { accessToken });
  };
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  field?: string,
): void {
  respond(response, status, {
    error: { code, message, requestId: randomUUID(), ...(field ? { field } : {}) },
  });
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.end(JSON.stringify(body));
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
