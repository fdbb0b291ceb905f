import * as v from 'valibot';
import type { IncomingResponse } from '../http/send-request.ts';
import type { ConnectorOutcome } from './connector-outcome.ts';

/**
 * Reads the processor's response exactly as the Generic Pay Connector defines it: status 200, and a JSON object that
 * has `charge_id` or `token_id` even when `error_code` reports a decline (Twilio docs). How Twilio treats other
 * statuses is unconfirmed: 401 and 403 count as wrong credentials, the rest as malformed.
 */
export function readConnectorResponse(
  method: 'charge' | 'tokenize',
  response: Omit<IncomingResponse, 'milliseconds'>,
): ConnectorOutcome {
  if (response.status === 401 || response.status === 403) return { kind: 'unauthorised' };
  if (response.status < 200 || response.status > 299) return { kind: 'malformed' };
  const parsed = v.safeParse(BODY, parseJson(response.body));
  if (!parsed.success) return { kind: 'malformed' };
  const { error_code: errorCode, error_message: errorMessage, parameters } = parsed.output;
  const id = method === 'charge' ? parsed.output.charge_id : parsed.output.token_id;
  if (id === undefined) return { kind: 'malformed' };
  if (errorCode !== undefined && errorCode !== null) {
    return {
      kind: 'declined',
      errorCode: String(errorCode),
      errorMessage: errorMessage ?? undefined,
      parameters,
    };
  }
  return id === null || id === '' ? { kind: 'malformed' } : { kind: 'approved', id: String(id), parameters };
}

const TEXT_OR_NUMBER = v.union([v.string(), v.number()]);

const BODY = v.looseObject({
  charge_id: v.optional(v.nullable(TEXT_OR_NUMBER)),
  token_id: v.optional(v.nullable(TEXT_OR_NUMBER)),
  error_code: v.optional(v.nullable(TEXT_OR_NUMBER)),
  error_message: v.optional(v.nullable(v.string())),
  parameters: v.fallback(
    v.optional(
      v.pipe(
        v.unknown(),
        v.check((given) => !Array.isArray(given)),
        v.record(v.string(), v.pipe(TEXT_OR_NUMBER, v.transform(String))),
      ),
    ),
    undefined,
  ),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
