import type { Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';
import type { ApiError } from './client.ts';

const USUAL_WAIT_SECONDS = 5;

/**
 * What to tell a person about a failed request, in the page's language: the words for the API's code, or for Twilio's
 * where Twilio refused. A code without words keeps the service's own sentence, with the request id that support asks for.
 */
export function errorText(error: ApiError, { codes, errors, texts }: Omit<Words, 'prompts'>): string {
  const { message, requestId: id, retryAfterSeconds: seconds = USUAL_WAIT_SECONDS } = error;
  const table: Readonly<Record<string, string>> = errors;
  // A proxy in between fails without the API's codes.
  const code = /^HTTP_5/.test(error.code) ? 'UNAVAILABLE' : error.code;
  const words = Object.hasOwn(table, code) ? table[code] : undefined;
  const byTwilio = codes[error.twilioCode ?? '']?.agent;
  if (byTwilio && (!words || code.startsWith('TWILIO_'))) return byTwilio;
  if (words) return fill(words, { seconds });
  return id ? fill(texts['problem.other'], { message, id }) : message;
}
