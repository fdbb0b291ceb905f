import { createHash } from 'node:crypto';
import type { Form } from '../http/form-body.ts';

/** First results, kept for repeated requests with the same `IdempotencyKey` and the same parameters. */
export interface Replays<Result> {
  /** Returns the first result, or runs `effect` and keeps what it returns. */
  once(scope: string, form: Form, effect: () => Result): Result;
  clear(): void;
}

const KEPT = 10_000;

/**
 * Creates {@link Replays}; refusals are not kept. The same key with other parameters is another request, because one
 * public client sends one key for everything (unconfirmed; setting `idempotency`).
 */
export function createReplays<Result>(enabled: boolean): Replays<Result> {
  const results = new Map<string, Result>();
  return {
    once(scope, form, effect) {
      const key = fingerprint(scope, form);
      const first = enabled ? results.get(key) : undefined;
      if (first !== undefined) return first;
      const result = effect();
      results.set(key, result);
      const [oldest] = results.keys();
      if (results.size > KEPT && oldest !== undefined) results.delete(oldest);
      return result;
    },
    clear: () => results.clear(),
  };
}

function fingerprint(scope: string, form: Form): string {
  const parameters = Object.entries(form.record()).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([scope, parameters]))
    .digest('base64');
}
