import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutwardEvent } from '#lambdas/contract/outward-event.ts';
import { OUTWARD_EVENT_SCHEMA } from '#lambdas/contract/outward-event-schema.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { CallbackContent } from '#lambdas/session/callback.ts';
import { outwardEvents } from '#lambdas/session/outward-events.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent, StartFacts, TrailDraft } from '#lambdas/session/trail-event.ts';

const PAY_SID = `PK${'2'.repeat(32)}`;
const CALL_SID = `CA${'1'.repeat(32)}`;
const DESK = 'https://desk.example/';

/** Stands in every field that must not leave. */
const CANARY = 'canary4242';

const FACTS: StartFacts = {
  callSid: CALL_SID,
  agent: 'ana via acme',
  paymentMethod: 'credit-card',
  chargeAmount: '12.00',
  currency: 'USD',
  description: CANARY,
  reference: 'INV-7',
  customer: 'C-9',
  grant: { id: CANARY, client: 'acme', reservation: CANARY },
};

const callback = (content: Partial<CallbackContent>): TrailDraft => ({
  type: 'callback',
  by: 'twilio',
  token: CANARY,
  callback: {
    given: [],
    paymentToken: CANARY,
    profileId: CANARY,
    connector: { gateway_message: CANARY, auth_code: CANARY },
    paymentError: CANARY,
    routingNumber: CANARY,
    accountNumber: CANARY,
    ...content,
  },
});

const CARD = callback({
  capture: 'payment-card-number',
  cardNumber: 'xxxxxxxxxxxx1111',
  cardType: 'visa',
  required: [],
  given: ['payment-card-number'],
});
const SUCCESS = callback({ result: 'success', confirmationCode: 'ch_1', chargeAmount: '12.00' });
const DECLINED = callback({
  result: 'payment-connector-error',
  payErrorCode: '64012',
  connectorError: 'Do not honour',
});
const LOST = callback({ result: 'payment-connector-error', payErrorCode: '64008' });
const STARTED: TrailDraft = { type: 'started', facts: FACTS, by: 'ana via acme', requestId: CANARY };
const ADOPTED: TrailDraft = { type: 'adopted', facts: { callSid: CALL_SID, agent: '' }, by: 'system' };
const SUBMITTED: TrailDraft = { type: 'completeRequested', by: 'ana' };
const ABANDONED: TrailDraft = { type: 'abandoned', reason: CANARY, by: 'system' };
const CANCELLED: TrailDraft = { type: 'cancelAccepted', by: 'system' };
const resolved = (finding: 'charged' | 'notCharged'): TrailDraft => ({
  type: 'resolved',
  finding,
  note: CANARY,
  processorReference: CANARY,
  by: 'sam',
});

const told = (...drafts: TrailDraft[]) => outwardEvents(record(drafts), DESK);
const types = (...drafts: TrailDraft[]) => told(...drafts).map(({ type }) => type.replace('payment.', ''));

describe('what other systems are told', () => {
  it.each<[string, readonly TrailDraft[], readonly string[]]>([
    ['a charge', [STARTED, CARD, SUBMITTED, SUCCESS], ['started', 'succeeded']],
    ['a refusal', [STARTED, CARD, SUBMITTED, DECLINED], ['started', 'declined']],
    ['a processor that gave no response', [STARTED, CARD, SUBMITTED, LOST], ['started', 'unknown']],
    ['a result that never came', [STARTED, CARD, SUBMITTED, ABANDONED], ['started', 'unknown']],
    [
      'a setting that Twilio refused',
      [STARTED, callback({ result: 'validation-error' })],
      ['started', 'failed'],
    ],
    ['a caller who hung up', [STARTED, callback({ result: 'caller-hung-up' })], ['started', 'failed']],
    [
      'a cancellation',
      [STARTED, { type: 'cancelRequested', by: 'ana' }, CANCELLED],
      ['started', 'cancelled'],
    ],
    ['one that was given up', [STARTED, ABANDONED], ['started', 'cancelled']],
    [
      'a success after another end',
      [STARTED, CARD, SUBMITTED, ABANDONED, SUCCESS],
      ['started', 'unknown', 'succeeded'],
    ],
    [
      'what a supervisor found out',
      [STARTED, CARD, SUBMITTED, LOST, resolved('notCharged')],
      ['started', 'unknown', 'resolved'],
    ],
    [
      'a finding that a late success contradicts',
      [STARTED, CARD, SUBMITTED, ABANDONED, resolved('notCharged'), SUCCESS],
      ['started', 'unknown', 'resolved', 'succeeded'],
    ],
    [
      'a finding that a late refusal bears out',
      [STARTED, CARD, SUBMITTED, ABANDONED, resolved('notCharged'), DECLINED],
      ['started', 'unknown', 'resolved'],
    ],
    [
      'a finding that a late refusal contradicts',
      [STARTED, CARD, SUBMITTED, ABANDONED, resolved('charged'), DECLINED],
      ['started', 'unknown', 'resolved', 'unknown'],
    ],
    [
      'a settlement that outranks a refusal',
      [STARTED, CARD, SUBMITTED, DECLINED, resolved('charged')],
      ['started', 'declined', 'resolved'],
    ],
    [
      'a settlement that outranks a finding',
      [STARTED, CARD, SUBMITTED, LOST, resolved('notCharged'), resolved('charged')],
      ['started', 'unknown', 'resolved', 'resolved'],
    ],
    ['a repeated callback', [STARTED, CARD, SUBMITTED, SUCCESS, SUCCESS], ['started', 'succeeded']],
    [
      'a start recorded late',
      [ADOPTED, CARD, STARTED, SUBMITTED, SUCCESS],
      ['started', 'started', 'succeeded'],
    ],
    ['a start recorded last', [ADOPTED, SUCCESS, STARTED], ['started', 'succeeded', 'succeeded']],
  ])('of %s', (_, drafts, expected) => {
    expect(types(...drafts)).toEqual(expected);
  });

  it('is this of a charge, field by field', () => {
    expect(told(STARTED, CARD, SUBMITTED, SUCCESS)).toEqual([
      {
        id: `${PAY_SID}-1`,
        type: 'payment.started',
        time: '2026-01-15T11:00:00.000Z',
        sequence: 1,
        paySid: PAY_SID,
        callSid: CALL_SID,
        agent: 'ana via acme',
        client: 'acme',
        reference: 'INV-7',
        customer: 'C-9',
        amount: '12.00',
        currency: 'USD',
        method: 'credit-card',
        link: `${DESK}payments/${PAY_SID}`,
      },
      {
        id: `${PAY_SID}-4`,
        type: 'payment.succeeded',
        time: '2026-01-15T11:00:03.000Z',
        sequence: 4,
        paySid: PAY_SID,
        callSid: CALL_SID,
        agent: 'ana via acme',
        client: 'acme',
        reference: 'INV-7',
        customer: 'C-9',
        amount: '12.00',
        currency: 'USD',
        method: 'credit-card',
        brand: 'visa',
        lastFour: '1111',
        outcome: 'charged',
        confirmation: 'ch_1',
        link: `${DESK}payments/${PAY_SID}`,
      },
    ]);
  });

  it('names the code of a refusal, and that the processor said it', () => {
    expect(told(STARTED, CARD, SUBMITTED, DECLINED).at(-1)).toMatchObject({ code: '64012', declined: true });
  });
});

const facts = fc.constantFrom<TrailDraft>(STARTED, ADOPTED);
const drafts = fc
  .tuple(
    facts,
    fc.array(
      fc.constantFrom<TrailDraft>(
        STARTED,
        CARD,
        SUBMITTED,
        SUBMITTED,
        SUCCESS,
        callback({ result: 'success', chargeAmount: '1.00', confirmationCode: 'ch_2' }),
        DECLINED,
        LOST,
        callback({ result: 'caller-hung-up' }),
        callback({ result: 'transaction-cancelled' }),
        callback({ result: 'validation-error', payErrorCode: '64007' }),
        callback({ capture: 'security-code', errorType: 'input-timeout', required: ['security-code'] }),
        ABANDONED,
        CANCELLED,
        { type: 'cancelRefused', code: '20404', by: 'system' },
        { type: 'completeRefused', request: 3, code: '64019', by: 'system' },
        { type: 'cancelRequested', reason: CANARY, by: 'sam' },
        resolved('charged'),
        resolved('notCharged'),
      ),
      { maxLength: 12 },
    ),
  )
  .map(([first, rest]) => rest.reduce(appendPossible, record([first])));

/** The append is a lock: what a session does not allow any more is not recorded. Twilio may report anything at any time. */
function appendPossible(events: readonly RecordedEvent[], draft: TrailDraft): readonly RecordedEvent[] {
  const { state, outcome } = reduceSession(events).session;
  const isOpenOnly = ['completeRequested', 'cancelRequested', 'abandoned'].includes(draft.type);
  if (isOpenOnly && isOver(state)) return events;
  if (draft.type === 'resolved' && outcome !== 'unknown') return events;
  if (draft.type === 'completeRefused') {
    const request = events.findLast(({ type }) => type === 'completeRequested')?.sequence;
    return request === undefined ? events : record([...events, { ...draft, request }]);
  }
  return record([...events, draft]);
}

describe('what other systems are told of any trail', () => {
  it('is what was told of its beginning, and more', () => {
    check((events) => {
      const whole = outwardEvents(events, DESK);
      for (let length = 1; length < events.length; length += 1) {
        const part = outwardEvents(events.slice(0, length), DESK);
        expect(part).toEqual(whole.slice(0, part.length));
      }
    });
  });

  it('does not depend on the order in which events are handed over', () => {
    check((events) => expect(outwardEvents(events.toReversed(), DESK)).toEqual(outwardEvents(events, DESK)));
  });

  it('has one id for each event, and sequences that rise', () => {
    check((events) => {
      const whole = outwardEvents(events, DESK);
      expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
      const sequences = whole.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    });
  });

  it('begins with the start, and ends with what became of the money', () => {
    check((events) => {
      const { state, outcome } = reduceSession(events).session;
      const last = outwardEvents(events, DESK).at(-1);
      expect(last).toBeDefined();
      if (last === undefined || !isOver(state)) return;
      expect(last.outcome).toBe(outcome);
      expect(last.type === 'payment.unknown').toBe(outcome === 'unknown');
      expect(last.type).not.toBe('payment.started');
    });
  });

  it('says failed, declined or cancelled only when surely nothing was charged', () => {
    check((events) => {
      for (const event of outwardEvents(events, DESK)) {
        if (!/failed|declined|cancelled/.test(event.type)) continue;
        const known = events.filter(({ sequence }) => sequence <= event.sequence);
        expect(event.outcome).toBe('notCharged');
        expect(reduceSession(known).session.outcome).toBe('notCharged');
      }
    });
  });

  it('holds nothing that is not on the list, and fits the schema', () => {
    check((events) => {
      for (const event of outwardEvents(events, DESK)) {
        expect(JSON.stringify(event)).not.toContain(CANARY);
        expect(misfits(event)).toEqual([]);
      }
    });
  });
});

describe('the schema of events', () => {
  it('is the file in the documentation', () => {
    const path = join(import.meta.dirname, '../../../docs/events.schema.json');
    if (process.env.UPDATE_GOLDEN) writeFileSync(path, JSON.stringify(OUTWARD_EVENT_SCHEMA, null, 2));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(OUTWARD_EVENT_SCHEMA);
  });

  it('fits the golden trails of every version', () => {
    const folder = join(import.meta.dirname, 'golden-trails');
    for (const version of [1, 2]) {
      const trails = JSON.parse(readFileSync(join(folder, `version-${version}.json`), 'utf8')) as Readonly<
        Record<string, readonly RecordedEvent[]>
      >;
      for (const events of Object.values(trails)) {
        expect(outwardEvents(events, DESK).flatMap(misfits)).toEqual([]);
      }
    }
  });

  it('refuses what an event must not be', () => {
    const [event] = told(STARTED);
    expect(misfits({ ...event, token: 'x', lastFour: '41111' } as unknown as OutwardEvent)).toEqual([
      'token',
      'lastFour',
    ]);
    expect(misfits({ ...event, type: undefined } as unknown as OutwardEvent)).toEqual(['type']);
  });
});

function check(judge: (events: readonly RecordedEvent[]) => void): void {
  fc.assert(fc.property(drafts, judge), { numRuns: 1_000 });
}

/** Fields that the schema does not know, misses, or describes otherwise. */
function misfits(event: OutwardEvent): readonly string[] {
  const { properties, required } = OUTWARD_EVENT_SCHEMA;
  const rules = properties as Readonly<
    Record<string, { type: string; pattern?: string; enum?: readonly string[]; maxLength?: number }>
  >;
  const missing = required.filter((name) => event[name] === undefined);
  const wrong = Object.entries(event).filter(([name, value]: [string, unknown]) => {
    if (missing.includes(name as keyof OutwardEvent)) return false;
    const rule = rules[name];
    if (rule?.type === 'integer') return !Number.isInteger(value);
    if (rule?.type === 'boolean') return typeof value !== 'boolean';
    if (rule?.type !== 'string' || typeof value !== 'string') return true;
    const fits = new RegExp(rule.pattern ?? '').test(value) && (rule.enum?.includes(value) ?? true);
    return !fits || value.length > (rule.maxLength ?? Number.POSITIVE_INFINITY);
  });
  return [...missing, ...wrong.map(([name]) => name)];
}

function record(drafts: readonly TrailDraft[]): readonly RecordedEvent[] {
  return drafts.map((draft, index) => ({
    ...draft,
    paySid: PAY_SID,
    sequence: index + 1,
    at: new Date(Date.UTC(2026, 0, 15, 11, 0, index)).toISOString(),
    hash: CANARY,
  }));
}
