import type { PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { Fact } from '#web/src/payment/reference-facts.ts';
import type { Words } from '#web/src/words/trail-words.ts';
import { fill } from '#web/src/words/words.ts';
import { eventText, particularsOf, whoText } from './event-text.ts';

/** A record as plain text, for a ticket or an email: times in UTC, and hashes so that it can be checked later. */
export function recordText(
  record: PaySessionRecord,
  facts: readonly Fact[],
  heading: string,
  words: Words,
): string {
  const { trail, events } = record;
  const verdict = trail.verified
    ? words.texts['record.verified']
    : fill(words.texts['record.brokenAt'], { number: trail.brokenAt ?? '?' });
  const lines = events.map((event) => {
    const { sequence, at, by, requestId, hash } = event;
    return [
      `#${sequence}`,
      at,
      eventText(event, words),
      fill(words.texts['record.who'], { by: whoText(by, words) }),
      particularsOf(event, words),
      requestId ? fill(words.texts['record.request'], { id: requestId }) : '',
      hash.slice(0, 12),
    ]
      .filter(Boolean)
      .join('  ');
  });
  return [heading, verdict, '', ...facts.map(([name, value]) => `${name}: ${value}`), '', ...lines].join(
    '\n',
  );
}
