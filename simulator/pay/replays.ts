import { createHash } from 'node:crypto';
import type { Form } from '../http/form-body.ts';

/** First answers, kept for requests that come again with the same `IdempotencyKey` and the same parameters. */
export interface Replays<Answer> {
  /** Answers with what was answered first, or runs `effect` and remembers what it answers. */
  once(scope: string, form: Form, effect: () => Answer): Answer;
  clear(): void;
}

const KEPT = 10_000;

/**
 * Makes {@link Replays}; refusals are not kept. The same key with other parameters is another request, because one
 * public client sends one key for everything (unconfirmed; setting `idempotency`).
 */
export function createReplays<Answer>(enabled: boolean): Replays<Answer> {
  const answers = new Map<string, Answer>();
  return {
    once(scope, form, effect) {
      const key = fingerprint(scope, form);
      const first = enabled ? answers.get(key) : undefined;
      if (first !== undefined) return first;
      const answer = effect();
      answers.set(key, answer);
      const [oldest] = answers.keys();
      if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest);
      return answer;
    },
    clear: () => answers.clear(),
  };
}

function fingerprint(scope: string, form: Form): string {
  const parameters = Object.entries(form.record()).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([scope, parameters]))
    .digest('base64');
}
