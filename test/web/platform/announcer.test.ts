/** @jest-environment jsdom */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createTypingSpeaker } from '#web/src/payment/speak-typing.ts';
import { type AnnouncementLevel, createAnnouncer } from '#web/src/platform/announcer.ts';
import { fakeClock } from '../support/fake-clock.ts';

beforeEach(() => document.body.replaceChildren());

function make(level: AnnouncementLevel = 'milestones') {
  const clock = fakeClock();
  const announcer = createAnnouncer(document.body, clock, () => level);
  const spoken = (politeness: 'polite' | 'assertive') =>
    [...document.querySelectorAll(`[aria-live=${politeness}] > div`)].map((line) => line.textContent);
  return { clock, announcer, polite: () => spoken('polite'), assertive: () => spoken('assertive') };
}

describe('the announcer', () => {
  it('has both regions empty before anything is said', () => {
    make();
    const regions = [...document.querySelectorAll('[role=log]')];
    expect(regions.map((region) => region.getAttribute('aria-live'))).toEqual(['polite', 'assertive']);
    expect(regions.every((region) => region.childElementCount === 0)).toBe(true);
  });

  it('waits a moment, speaks, and removes the words after seven seconds', async () => {
    const { clock, announcer, polite } = make();
    announcer.say({ text: 'Online.' });
    expect(polite()).toEqual([]);
    await clock.advance(100);
    expect(polite()).toEqual(['Online.']);
    await clock.advance(7_000);
    expect(polite()).toEqual([]);
  });

  it('speaks urgent words in the other region', async () => {
    const { clock, announcer, polite, assertive } = make();
    announcer.say({ text: 'Call lost.', urgent: true });
    await clock.advance(100);
    expect([polite(), assertive()]).toEqual([[], ['Call lost.']]);
  });

  it('repeats itself only after three seconds', async () => {
    const { clock, announcer, polite } = make();
    announcer.say({ text: 'Typing.' });
    await clock.advance(100);
    announcer.say({ text: 'Typing.' });
    await clock.advance(100);
    expect(polite()).toHaveLength(1);
    await clock.advance(3_000);
    announcer.say({ text: 'Typing.' });
    await clock.advance(100);
    expect(polite()).toHaveLength(2);
  });

  it('replaces what is queued on the same topic and can forget it', async () => {
    const { clock, announcer, polite } = make();
    announcer.say({ text: 'one', topic: 'count' });
    announcer.say({ text: 'two', topic: 'count' });
    await clock.advance(100);
    announcer.say({ text: 'three', topic: 'count' });
    announcer.drop('count');
    await clock.advance(100);
    expect(polite()).toEqual(['two']);
  });

  it('respects the level the agent chose', async () => {
    const { clock, announcer, polite, assertive } = make('errors');
    announcer.say({ text: 'milestone' });
    announcer.say({ text: 'error', urgent: true });
    await clock.advance(100);
    expect([polite(), assertive()]).toEqual([[], ['error']]);
  });

  it('speaks inside an open dialog, and outside again once it closes', async () => {
    const { clock, announcer } = make();
    const dialog = document.body.appendChild(document.createElement('div'));
    const detach = announcer.attach(dialog);
    announcer.say({ text: 'inside' });
    await clock.advance(100);
    expect(dialog.textContent).toBe('inside');
    detach();
    announcer.say({ text: 'outside' });
    await clock.advance(100);
    expect(dialog.textContent).toBe('');
    expect(document.querySelector('[aria-live=polite]')?.textContent).toBe('outside');
  });

  it('marks words of another language', async () => {
    const { clock, announcer } = make();
    announcer.say({ text: 'Marque el número.', lang: 'es' });
    await clock.advance(100);
    expect(document.querySelector('[lang=es]')?.textContent).toBe('Marque el número.');
  });
});

describe('speaking of keys', () => {
  function typing() {
    const clock = fakeClock();
    const said: string[] = [];
    const speaker = createTypingSpeaker(
      ({ text }) => said.push(text),
      clock,
      () => ({
        began: 'typing',
        count: (digits) => `${digits} so far`,
      }),
    );
    return { clock, said, speaker };
  }

  it('says once that typing began, without counts, while sixteen digits arrive at four a second', async () => {
    const { clock, said, speaker } = typing();
    for (let digits = 1; digits <= 16; digits += 1) {
      speaker.typed(digits);
      await clock.advance(250);
    }
    speaker.reset();
    await clock.advance(10_000);
    expect(said).toEqual(['typing']);
  });

  it('counts after a pause, at most every four seconds, when digits arrive slowly', async () => {
    const { clock, said, speaker } = typing();
    for (let digits = 1; digits <= 16; digits += 1) {
      speaker.typed(digits);
      await clock.advance(2_000);
    }
    expect(said[0]).toBe('typing');
    expect(said.length - 1).toBeGreaterThan(0);
    expect(said.length - 1).toBeLessThanOrEqual(8);
  });
});
