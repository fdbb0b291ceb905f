import type { Context } from 'hono';
import * as v from 'valibot';
import { showName } from '../http/show-name.ts';

/** The control API's own refusal: never Twilio's error body, never a value the client sent. */
export function refuse(
  context: Context,
  status: 400 | 403 | 404 | 409,
  message: string,
  field?: string,
): Response {
  return context.json(
    { simulator: REFUSALS[status], message, ...(field === undefined ? {} : { field }) },
    status,
  );
}

/**
 * Reads a JSON body against a schema. An absent body counts as `{}`; anything that does not fit becomes a 400 that names
 * the field.
 */
export async function readBody<Schema extends v.GenericSchema>(
  context: Context,
  schema: Schema,
  doing: string,
): Promise<Read<Schema>> {
  const text = await context.req.text();
  if (text.length > MOST_CHARACTERS)
    return { refusal: refuse(context, 400, `Failed to ${doing}: the body is too large.`) };
  const parsed = parseJson(text);
  if (parsed === undefined)
    return { refusal: refuse(context, 400, `Failed to ${doing}: the body is not JSON.`) };
  // valibot accepts a list as an object without entries.
  return check(context, schema, doing, Array.isArray(parsed) ? null : parsed);
}

/** The same for the query, of which a repeated parameter counts once. */
export function readQuery<Schema extends v.GenericSchema>(
  context: Context,
  schema: Schema,
  doing: string,
): Read<Schema> {
  return check(context, schema, doing, context.req.query());
}

type Read<Schema extends v.GenericSchema> =
  | { readonly body: v.InferOutput<Schema> }
  | { readonly refusal: Response };

function check<Schema extends v.GenericSchema>(
  context: Context,
  schema: Schema,
  doing: string,
  given: unknown,
): Read<Schema> {
  const checked = v.safeParse(schema, given);
  if (checked.success) return { body: checked.output };
  const issue = checked.issues[0];
  const field = showName(v.getDotPath(issue) ?? 'body');
  const problem = problemOf(issue);
  return { refusal: refuse(context, 400, `Failed to ${doing}: "${field}" ${problem}.`, field) };
}

/** valibot reports the object's own message for a missing field and for an unknown one. */
function problemOf({ type, path, expected, message }: v.BaseIssue<unknown>): string {
  if (type !== 'strict_object' || !path) return message;
  return expected === 'never' ? 'is not a known field' : 'is missing';
}

const REFUSALS = { 400: 'bad request', 403: 'forbidden', 404: 'not found', 409: 'conflict' } as const;

const MOST_CHARACTERS = 16_384;

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
