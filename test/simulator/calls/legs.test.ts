import { describe, expect, it } from '@jest/globals';
import { createLegs, ENDED_LEGS_KEPT } from '#simulator/calls/legs.ts';
import { HEADLESS } from '#simulator/calls/party.ts';
import { createSeededChance } from '#simulator/chance.ts';
import { systemClock } from '#simulator/clock.ts';

function make() {
  return createLegs({
    clock: systemClock,
    chance: createSeededChance(1),
    opened: () => {},
    moved: () => {},
  });
}

const seed = {
  party: HEADLESS,
  from: '+14155550132',
  to: '+12025550142',
  direction: 'inbound',
  status: 'ringing',
} as const;

describe('legs that ended', () => {
  it('are forgotten once many more have, so that a long run does not grow', () => {
    const legs = make();
    const living = legs.open(seed);
    const first = legs.open(seed);
    legs.move(first, 'no-answer');
    for (let count = 1; count < ENDED_LEGS_KEPT; count += 1) legs.move(legs.open(seed), 'no-answer');
    expect(legs.find(first.sid)?.call.status).toBe('no-answer');

    legs.move(legs.open(seed), 'no-answer');
    expect(legs.find(first.sid)).toBeUndefined();
    expect(legs.find(living.sid)).toBe(living);
    expect(legs.list().length).toBe(ENDED_LEGS_KEPT + 1);
  });

  it('are forgotten once only', () => {
    const legs = make();
    const leg = legs.open(seed);
    expect(legs.move(leg, 'no-answer')).toBe(true);
    expect(legs.move(leg, 'no-answer')).toBe(false);
    expect(legs.list().length).toBe(1);
  });
});
