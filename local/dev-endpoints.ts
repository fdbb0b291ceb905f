import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { Role } from '#lambdas/contract/desk-api.ts';
import { ERRORS } from '#lambdas/contract/errors.ts';
import { isReservedName } from '#lambdas/contract/reserved-names.ts';
import { readBody } from './read-body.ts';
import type { SignIn } from './sign-in/sign-in.ts';

const SESSION = v.strictObject({
  // What a user pool accepts as a user name (Cognito API reference).
  username: v.pipe(v.string(), v.regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u)),
  role: v.optional(v.picklist(['agent', 'supervisor'] satisfies Role[]), 'agent'),
});
const CLIENT = v.strictObject({ name: v.string() });

/** Bytes. */
const BODY_LIMIT = 10_000;

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `POST /dev/session {username, role?}`: a signed-in agent for scripts. Exists on this machine only. */
export function createDevSession({ mint }: Pick<SignIn, 'mint'>): Handle {
  const shape = '{"username", "role": "agent" or "supervisor"}';
  return endpoint('start a session', SESSION, shape, async ({ username, role }, response) => {
    if (isReservedName(username)) return refuse(response, 403, 'NAME_RESERVED', ERRORS.NAME_RESERVED.message);
    const accessToken = await mint({ username, name: username, groups: [role] });
    respond(response, 200, { accessToken });
  });
}

/** `POST /dev/client {name}`: what a system of `EMBED_CLIENTS` signs in with. Exists on this machine only. */
export function createDevClient({ credentials, issuer }: Pick<SignIn, 'credentials' | 'issuer'>): Handle {
  return endpoint('find a client', CLIENT, '{"name"}', async ({ name }, response) => {
    const found = credentials(name);
    if (!found) {
      const message =
        'Failed to find a client: EMBED_CLIENTS has none of that name. Add it, and start again.';
      return refuse(response, 404, 'NOT_FOUND', message, 'name');
    }
    respond(response, 200, { clientId: found.id, clientSecret: found.secret, tokenUrl: `${issuer}/token` });
  });
}

/** @param doing completes "Failed to …", and `shape` "Send …" */
function endpoint<T extends v.GenericSchema>(
  doing: string,
  schema: T,
  shape: string,
  run: (body: v.InferOutput<T>, response: ServerResponse) => Promise<void>,
): Handle {
  return async (request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST');
      return refuse(response, 405, 'METHOD_NOT_ALLOWED', `Failed to ${doing}: use POST.`);
    }
    const { origin, host } = request.headers;
    // Scripts send no origin; a page from another origin must not get a token.
    if (origin !== undefined && origin !== `http://${host}`) {
      const message = `Failed to ${doing}: the request comes from a page of another site. Send it from a script.`;
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
    const parsed = v.safeParse(schema, given);
    if (!parsed.success) {
      const field = v.getDotPath(parsed.issues[0]) ?? undefined;
      const message = `Failed to read the request: ${field ?? 'the body'} is missing or wrong. Send ${shape}.`;
      return refuse(response, 400, 'INVALID_REQUEST', message, field);
    }
    return run(parsed.output, response);
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
