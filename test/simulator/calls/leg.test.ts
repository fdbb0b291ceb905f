import { describe, expect, it } from '@jest/globals';
import { durationSeconds, isOver, moveLeg } from '#simulator/calls/leg.ts';
import type { Call, CallStatus } from '#simulator/services.ts';

const AT = new Date('2026-01-15T10:00:00.000Z');
const LATER = new Date('2026-01-15T10:00:02.001Z');

const leg = (status: CallStatus, more: Partial<Call> = {}): Call => ({
  sid: 'CA1',
  from: '+14155550132',
  to: '+14155550100',
  direction: 'inbound',
  status,
  dateCreated: AT,
  dateUpdated: AT,
  ...more,
});

const STATUSES: readonly CallStatus[] = [
  'queued',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
];

describe('moveLeg', () => {
  it.each<[CallStatus, readonly CallStatus[]]>([
    ['queued', ['ringing', 'in-progress', 'busy', 'failed', 'no-answer', 'canceled']],
    ['ringing', ['in-progress', 'busy', 'failed', 'no-answer', 'canceled']],
    ['in-progress', ['completed', 'failed']],
    ['completed', []],
    ['busy', []],
    ['failed', []],
    ['no-answer', []],
    ['canceled', []],
  ])('lets a leg that is %s become %j and nothing else', (from, allowed) => {
    expect(STATUSES.filter((to) => moveLeg(leg(from), to, LATER))).toEqual(
      STATUSES.filter((to) => allowed.includes(to)),
    );
  });

  it('remembers when a leg was answered and when it ended', () => {
    const answered = moveLeg(leg('ringing'), 'in-progress', AT);
    const ended = answered && moveLeg(answered, 'completed', LATER);

    expect(answered).toMatchObject({ startTime: AT, dateUpdated: AT });
    expect(answered).not.toHaveProperty('endTime');
    expect(ended).toMatchObject({ startTime: AT, endTime: LATER, dateUpdated: LATER });
  });

  it('gives an unanswered leg an end and no start', () => {
    const ended = moveLeg(leg('ringing'), 'no-answer', LATER);

    expect(ended).toMatchObject({ endTime: LATER });
    expect(ended).not.toHaveProperty('startTime');
  });
});

it('counts a started second as a whole one, and none for a leg nobody answered', () => {
  expect(durationSeconds(leg('completed', { startTime: AT, endTime: LATER }))).toBe(3);
  expect(durationSeconds(leg('no-answer', { endTime: LATER }))).toBe(0);
});

it('knows which statuses are the end', () => {
  expect(STATUSES.filter((status) => isOver({ status }))).toEqual([
    'completed',
    'busy',
    'failed',
    'no-answer',
    'canceled',
  ]);
});
