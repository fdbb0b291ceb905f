import type { ApiError } from '#web/src/api/client.ts';
import type { TextKey, Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';

const BY_STATUS: Readonly<Record<number, TextKey>> = {
  401: 'problem.401',
  403: 'problem.403',
  404: 'problem.404',
  409: 'problem.409',
  429: 'problem.429',
};

/** What to tell the agent about a refused request: the words for its code or Twilio's, for the status, or the service's own. */
export function problemText(error: ApiError, words: Words): string {
  const byCode = words.codes[error.code] ?? words.codes[String(error.twilioCode ?? '')];
  if (byCode) return byCode.agent;
  const key = BY_STATUS[error.status];
  if (key) return fill(words.texts[key], { seconds: error.retryAfterSeconds ?? 5 });
  if (error.isUncertain) return words.texts['problem.unavailable'];
  return error.message || words.texts['problem.other'];
}
