import type { ApiError } from '#web/src/api/client.ts';
import type { DraftProblem } from './draft.ts';

/** Names of the API's fields, and codes of Twilio's that mean one, in the form. */
const FIELDS: Readonly<Record<string, DraftProblem['field']>> = {
  chargeAmount: 'amount',
  currency: 'amount',
  parameters: 'holder',
  validCardTypes: 'cards',
  description: 'description',
  reference: 'reference',
  customer: 'customer',
  '64003': 'amount',
  '64011': 'amount',
  '64014': 'holder',
};

/** The field of the form that a refused start is about, if it is about one. */
export function fieldAtFault(error: ApiError): DraftProblem['field'] | undefined {
  return FIELDS[error.field ?? ''] ?? FIELDS[error.twilioCode ?? ''];
}
