import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import { holdsCardLikeDigits } from '#lambdas/masking/card-like-digits.ts';

/** A call SID (Twilio's OpenAPI files). */
export const callSid = v.pipe(v.string(), v.regex(/^CA[0-9a-fA-F]{32}$/));
/** A payment SID (Twilio's OpenAPI files). */
export const paySid = v.pipe(v.string(), v.regex(/^PK[0-9a-fA-F]{32}$/));

/** An agent's leg with the caller's call it belongs to, or the caller's call itself. */
export const callLegShape = v.object({ CallSid: callSid, ParentCallSid: v.optional(callSid) });

/**
 * Reads a JSON body by its schema. Answers name the field and what it must be, never what it was.
 *
 * @param rules what each field must be, completing "chargeAmount …"
 * @throws {@link AppError} `BODY_NOT_JSON`, `INVALID_REQUEST`, `CARD_DIGITS`
 */
export function readBody<Schema extends v.GenericSchema>(
  body: string,
  schema: Schema,
  rules: Readonly<Record<string, string>>,
): v.InferOutput<Schema> {
  return validate(parseObject(body), schema, rules);
}

/** Reads query or path parameters in the same way. */
export function validate<Schema extends v.GenericSchema>(
  values: object,
  schema: Schema,
  rules: Readonly<Record<string, string>>,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, values, { abortEarly: true });
  if (!parsed.success) throw invalid(String(parsed.issues[0].path?.[0]?.key ?? ''), rules);
  const field = Object.entries(parsed.output as object).find(([, value]) => holdsDigits(value))?.[0];
  if (field !== undefined) throw new AppError('CARD_DIGITS', { field });
  return parsed.output;
}

/** A 400 that names a field of ours; a name the sender made up is not repeated. */
export function invalid(field: string, rules: Readonly<Record<string, string>>): AppError {
  if (!Object.hasOwn(rules, field)) {
    return new AppError('INVALID_REQUEST', {
      message: `Failed to read the request: it has a field that does not belong. Send only: ${Object.keys(rules).join(', ') || 'nothing'}.`,
    });
  }
  return new AppError('INVALID_REQUEST', {
    field,
    message: `Failed to read the request: ${field} is missing or wrong. It ${rules[field]}.`,
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

function holdsDigits(value: unknown): boolean {
  if (typeof value === 'string')
    return !/^(?:CA|PK)[0-9a-fA-F]{32}$/.test(value) && holdsCardLikeDigits(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => holdsCardLikeDigits(name) || holdsDigits(member));
}
