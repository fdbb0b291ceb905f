import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Field, PaySession, SessionState } from '#lambdas/contract/desk-api.ts';
import type { CallbackContent } from '#lambdas/session/callback.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent, TrailDraft } from '#lambdas/session/trail-event.ts';

const PAY_SID = `PK${'2'.repeat(32)}`;
const FIELDS = ['payment-card-number', 'expiration-date', 'security-code', 'postal-code'] as const;

interface Ask {
  readonly field: Field;
  readonly outcome: 'accepted' | 'refused' | 'abandoned';
}

type End =
  | 'none'
  | 'success'
  | 'payment-connector-error'
  | 'caller-hung-up'
  | 'cancelled'
  | 'cancel-accepted';

interface History {
  readonly drafts: readonly TrailDraft[];
  /** What a reader must see once everything arrived. */
  readonly expected: {
    readonly state: SessionState;
    readonly required: readonly string[];
    readonly captured: readonly string[];
  };
}

const asks = fc.array(
  fc.record({
    field: fc.constantFrom(...FIELDS),
    outcome: fc.constantFrom('accepted', 'accepted', 'refused', 'abandoned'),
  }) as fc.Arbitrary<Ask>,
  { maxLength: 8 },
);
const ends = fc.constantFrom<End>(
  'none',
  'success',
  'payment-connector-error',
  'caller-hung-up',
  'cancelled',
  'cancel-accepted',
);
const delays = fc.infiniteStream(fc.integer({ min: 0, max: 12 }));
const doubles = fc.infiniteStream(fc.boolean());

describe('a session under any order of callbacks', () => {
  it('ends in the same state however they are delayed, reordered and repeated', () => {
    fc.assert(
      fc.property(asks, ends, delays, doubles, (asked, end, delay, double) => {
        const { drafts, expected } = play(asked, end);
        const inOrder = reduceSession(record(drafts)).session;
        const shuffled = reduceSession(record(deliver(drafts, delay, double))).session;

        expect(timeless(shuffled)).toEqual(timeless(inOrder));
        expect({
          state: inOrder.state,
          required: [...inOrder.required].sort(),
          captured: Object.keys(inOrder.captured).sort(),
        }).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not depend on the order in which events are handed over', () => {
    fc.assert(
      fc.property(asks, ends, fc.integer(), (asked, end, seed) => {
        const events = record(play(asked, end).drafts);
        const turned = [...events].sort((a, b) => hash(a.sequence, seed) - hash(b.sequence, seed));
        expect(reduceSession(turned)).toEqual(reduceSession(events));
      }),
      { numRuns: 500 },
    );
  });

  it('never comes back after its end', () => {
    fc.assert(
      fc.property(asks, ends, delays, doubles, (asked, end, delay, double) => {
        const { drafts } = play(asked, end);
        const events = record(deliver(drafts, delay, double));
        let over: SessionState | undefined;
        for (let length = 1; length <= events.length; length += 1) {
          const { state, allowed } = reduceSession(events.slice(0, length)).session;
          if (over) expect(allowed).toEqual([]);
          if (allowed.length === 0) over = state;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Twilio and the desk as one model: every callback is what Twilio would send at that moment. */
function play(asked: readonly Ask[], end: End): History {
  const drafts: TrailDraft[] = [
    {
      type: 'started',
      facts: { callSid: 'CA', agent: 'ana', chargeAmount: '12.00', expects: FIELDS },
      by: 'ana',
    },
  ];
  const held = new Set<Field>();
  let tick = 0;
  const missing = () => FIELDS.filter((field) => !held.has(field));
  const callback = (content: Partial<CallbackContent>) => {
    tick += 1;
    const time = new Date(Date.UTC(2026, 0, 15, 10, 0, 0, tick)).toISOString();
    drafts.push({ type: 'callback', callback: { time, given: [...held], ...content }, by: 'twilio' });
  };

  callback({ chargeAmount: '12.00' });
  asked.forEach(({ field, outcome }, index) => {
    drafts.push({ type: 'captureRequested', capture: field, by: 'ana' });
    held.delete(field);
    const isLast = index === asked.length - 1;
    if (outcome === 'abandoned' && !isLast) return;
    if (outcome === 'refused') {
      callback({ capture: field, errorType: 'input-timeout', required: missing() });
      return;
    }
    held.add(field);
    const cardNumber = held.has('payment-card-number') ? { cardNumber: 'xxxxxxxxxxxx1111' } : {};
    callback({ capture: field, required: missing(), given: [...held], ...cardNumber });
  });

  let state: SessionState = missing().length === 0 ? 'ready' : asked.length > 0 ? 'capturing' : 'started';
  if (end === 'success' || end === 'payment-connector-error') {
    if (state === 'ready') drafts.push({ type: 'completeRequested', by: 'ana' });
    callback({ result: end });
    state = end === 'success' ? 'succeeded' : 'failed';
  } else if (end === 'caller-hung-up') {
    callback({ result: end });
    state = 'failed';
  } else if (end !== 'none') {
    drafts.push({ type: 'cancelRequested', by: 'ana' });
    if (end === 'cancelled') callback({ result: 'transaction-cancelled' });
    else drafts.push({ type: 'cancelAccepted', by: 'system' });
    state = 'cancelled';
  }
  return { drafts, expected: { state, required: [...missing()].sort(), captured: [...held].sort() } };
}

/** Holds callbacks back and repeats them; the desk's own actions keep their order, and no callback precedes its cause. */
function deliver(
  drafts: readonly TrailDraft[],
  delay: Iterator<number>,
  double: Iterator<boolean>,
): readonly TrailDraft[] {
  return drafts
    .flatMap((draft, index): { readonly draft: TrailDraft; readonly at: number }[] => {
      if (draft.type !== 'callback') return [{ draft, at: index }];
      const once = { draft, at: index + delay.next().value };
      return double.next().value ? [once, { draft, at: index + delay.next().value }] : [once];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ draft }) => draft);
}

function record(drafts: readonly TrailDraft[]): readonly RecordedEvent[] {
  return drafts.map((draft, index) => ({
    ...draft,
    paySid: PAY_SID,
    sequence: index + 1,
    at: new Date(Date.UTC(2026, 0, 15, 11, 0, index)).toISOString(),
    hash: '',
  }));
}

/** Without what counts events and says when we recorded them. */
/** Without our own times; Twilio's of a result is the same in any order. */
function timeless({ version: _, updatedAt: __, endedAt, ...session }: PaySession) {
  return session.result ? { ...session, endedAt } : session;
}

function hash(value: number, seed: number): number {
  return Math.imul(value ^ seed, 2654435761) % 1000;
}
