import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { DEFAULT_CURRENCY } from '#lambdas/contract/money.ts';
import type { Announcement } from '#web/src/platform/announcer.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { spokenMoney } from '#web/src/words/money.ts';
import { spell } from '#web/src/words/spoken.ts';
import { fill } from '#web/src/words/words.ts';
import { cancellationText } from './cancellation-note.tsx';
import { fieldName } from './field-name.ts';
import { guidanceFor } from './guidance.ts';
import { brandKey, lastDigits } from './masks.ts';
import { isFinal } from './newest.ts';
import { outcomeOf } from './outcome.ts';
import { askingSentence, isSayable, nextSentence, type SayOptions } from './say.ts';

export interface SpeakOptions extends SayOptions {
  /** The page's words, which may be in a different language from the caller's. */
  readonly pageWords: Words;
}

/** What to announce when the session changes. Never digit counts: they have their own, throttled speaker. */
export function announcementsOf(
  next: PaySession,
  previous: PaySession | undefined,
  options: SpeakOptions,
): readonly Announcement[] {
  const { texts } = options.pageWords;
  if (isFinal(next)) return [{ text: finalText(next, options), urgent: true }];
  if (next.error && next.error !== previous?.error && !next.capturing && isNewError(next, previous)) {
    const line = nextSentence(next, options);
    const field = next.error.field ? fieldName(next.error.field, options.pageWords) : texts['pay.region'];
    return [{ text: fill(texts['spoken.error'], { field, line }), urgent: true }];
  }
  if (next.state === 'submitting' && previous?.state !== 'submitting') {
    return [{ text: takeText(next, options, 'pay.taking', 'pay.takingSave') }];
  }
  const accepted = acceptedText(next, previous, options);
  if (next.state === 'ready' && previous?.state !== 'ready') {
    const take = takeText(next, options, 'pay.take', 'pay.takeSave');
    const ready = fill(texts['spoken.ready'], { take });
    return [{ text: accepted ? `${accepted} ${ready}` : ready }];
  }
  const armed = next.capturing && next.capturing.field !== previous?.capturing?.field;
  if (armed && next.capturing) {
    const field = fieldName(next.capturing.field, options.pageWords);
    const line = askingSentence(next, next.capturing.field, options);
    return [{ text: fill(texts['spoken.asking'], { field, line }), topic: 'armed' }];
  }
  return accepted ? [{ text: accepted }] : [];
}

function isNewError(next: PaySession, previous: PaySession | undefined): boolean {
  return previous?.capturing !== undefined || previous?.error?.code !== next.error?.code;
}

function acceptedText(
  next: PaySession,
  previous: PaySession | undefined,
  { pageWords }: SpeakOptions,
): string | undefined {
  const capture = previous?.capturing?.field;
  if (!capture || next.capturing?.field === capture) return undefined;
  if (next.captured[capture] === undefined || next.required.includes(capture)) return undefined;
  const field = fieldName(capture, pageWords);
  if (capture !== 'payment-card-number') return fill(pageWords.texts['spoken.accepted'], { field });
  return fill(pageWords.texts['spoken.acceptedCard'], {
    field,
    brand: pageWords.texts[brandKey(next.cardType)],
    last4: spell(lastDigits(next.captured[capture])),
  });
}

function takeText(
  session: PaySession,
  { pageWords }: SpeakOptions,
  charge: 'pay.take' | 'pay.taking',
  save: 'pay.takeSave' | 'pay.takingSave',
): string {
  if (session.chargeAmount === undefined) return pageWords.texts[save];
  const amount = spokenMoney(session.chargeAmount, session.currency ?? DEFAULT_CURRENCY, pageWords.language);
  return fill(pageWords.texts[charge], { amount });
}

function finalText(session: PaySession, { pageWords }: SpeakOptions): string {
  const { texts } = pageWords;
  const { confirmationCode: code, state } = session;
  const outcome = outcomeOf(session);
  const claim = texts[`outcome.${outcome}`];
  if (outcome === 'saved') return texts['spoken.saved'];
  if (outcome === 'charged') {
    return isSayable(code)
      ? fill(texts['spoken.succeeded'], { code: spell(code) })
      : texts['spoken.succeededPlain'];
  }
  const told = cancellationText(session, (key, values) => fill(texts[key], values));
  if (told) return `${told} ${claim}`;
  if (outcome === 'unknown') return claim;
  if (state === 'cancelled') return fill(texts['spoken.cancelled'], { claim });
  return fill(texts['spoken.failed'], { reason: guidanceFor(session, pageWords), claim });
}
