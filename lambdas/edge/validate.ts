import * as v from 'valibot';
import { AppError, ERRORS, type ErrorCode } from '#lambdas/contract/errors.ts';
import { isAgentName, isUserName } from '#lambdas/contract/user-name.ts';

/** Says what a field must be, completing "chargeAmount …"; the response names it with the field. */
export function must<Schema extends v.GenericSchema>(be: string, schema: Schema): Schema {
  return v.config(schema, { message: be });
}

/** A call SID (Twilio's OpenAPI files). */
export const callSid = must('must be the SID of a call', v.pipe(v.string(), v.regex(/^CA[0-9a-fA-F]{32}$/)));
/** A payment SID (Twilio's OpenAPI files). */
export const paySid = must(
  'must be the SID of a payment session',
  v.pipe(v.string(), v.regex(/^PK[0-9a-fA-F]{32}$/)),
);

/** The name of somebody signed in. */
export const userName = v.pipe(v.string(), v.check(isUserName));

/** What records call an agent or a reader. */
export const agentName = v.pipe(v.string(), v.check(isAgentName));

/** An agent's leg with the caller's call it belongs to, or the caller's call itself. */
export const callLegShape = v.object({ CallSid: callSid, ParentCallSid: v.optional(callSid) });

/** An object whose fields say what they {@link must} be. */
type RequestSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/**
 * Reads a JSON body by its schema. Errors name the field and what it must be, never what it was.
 *
 * @throws {@link AppError} `BODY_NOT_JSON`, `INVALID_REQUEST`, or the error whose code a check reports
 */
export function readBody<Schema extends RequestSchema>(body: string, schema: Schema): v.InferOutput<Schema> {
  return validate(parseObject(body), schema);
}

/** Reads query or path parameters in the same way. */
export function validate<Schema extends RequestSchema>(
  values: object,
  schema: Schema,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, values, { abortEarly: true });
  if (!parsed.success) throw explain(parsed.issues[0], schema);
  return parsed.output;
}

/**
 * A 400 that names a field of ours and what it must be.
 *
 * @param be completes "chargeAmount …"
 */
export function invalid(field: string, be: string): AppError {
  return new AppError('INVALID_REQUEST', {
    field,
    message: `Failed to read the request: ${field} is missing or wrong. It ${be}.`,
  });
}

/**
 * A name the sender made up is not repeated. For a missing field, the object reports the issue and the field has the
 * words.
 */
function explain(issue: v.BaseIssue<unknown>, { entries }: RequestSchema): AppError {
  const field = String(issue.path?.[0]?.key ?? '');
  // A check may report an error code of its own (`freeText`).
  if (Object.hasOwn(ERRORS, issue.message)) return new AppError(issue.message as ErrorCode, { field });
  const entry = Object.hasOwn(entries, field) ? entries[field] : undefined;
  if (entry) {
    const isLeftOut =
      issue.kind === 'schema' && issue.type.endsWith('object') && issue.received === 'undefined';
    const own = isLeftOut ? v.safeParse(entry as v.GenericSchema, undefined).issues?.[0] : undefined;
    return invalid(field, (own ?? issue).message);
  }
  return new AppError('INVALID_REQUEST', {
    message: `Failed to read the request: it has a field that does not belong. Send only: ${Object.keys(entries).join(', ') || 'nothing'}.`,
  });
}

/**
 * A JSON object.
 *
 * @throws {@link AppError} `BODY_NOT_JSON`
 */
export function parseObject(body: string): object {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Not kept as a cause: the parser quotes what it read.
    throw new AppError('BODY_NOT_JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('BODY_NOT_JSON');
  return value;
}
