import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CallHouse, NUMBER, openCallHouse, settle } from '#test/support/call-house.ts';

const MODERATOR = '+14155550177';
const FRIENDS = ['+14155550181', '+14155550182', '+14155550183'];
const response = (inner: string) => `<Response>${inner}</Response>`;
const dial = (attributes: string) =>
  response(
    '<Dial action="/after"><Conference waitUrl="" statusCallback="/events" maxParticipants="4" ' +
      `statusCallbackEvent="start end join leave mute hold modify" ${attributes}>room-1</Conference></Dial>`,
  );

/** What happens, and to whom: the number picks one of those there are. */
const events = fc.array(
  fc.tuple(
    fc.constantFrom(
      'call',
      'call',
      'moderator',
      'add',
      'add',
      'hangUp',
      'kick',
      'hold',
      'redirect',
      'end',
      'time',
    ),
    fc.nat({ max: 9 }),
    fc.boolean(),
  ),
  { minLength: 4, maxLength: 25 },
);

async function open(): Promise<CallHouse> {
  const house = await openCallHouse({
    '/voice': dial('startConferenceOnEnter="false"'),
    '/moderator': dial('endConferenceOnExit="true"'),
    '/new': response('<Pause length="9"/>'),
    '/after': response(''),
  });
  house.simulator.configure({
    phoneNumbers: [
      { phoneNumber: NUMBER, voiceUrl: `${house.applicationUrl}/voice` },
      { phoneNumber: MODERATOR, voiceUrl: `${house.applicationUrl}/moderator` },
    ],
  });
  const answers = ['answers', 'busy', 'rings'];
  for (const [index, number] of FRIENDS.entries())
    await house.control('PUT', `/simulator/customers/${number}`, { answer: answers[index] });
  return house;
}

async function play(house: CallHouse, all: readonly (readonly [string, number, boolean])[]): Promise<void> {
  const { client, simulator, clock, applicationUrl } = house;
  const url = `${applicationUrl}/new`;
  for (const [event, pick, hurry] of all) {
    const legs = simulator.calls.list();
    const leg = legs[pick % Math.max(legs.length, 1)];
    const rooms = house.told('/events').map(({ ConferenceSid }) => ConferenceSid ?? '');
    const room = client.conferences(rooms.at(-1) ?? 'CF0');
    const participant = room.participants(leg?.sid ?? 'CA0');
    // Nobody there, full, or over: 404, 16020, 16022 and 21220 are as good.
    const tried = (asked: Promise<unknown>) => asked.catch(() => {});
    if (event === 'call') await house.place();
    if (event === 'moderator') await house.place({ to: MODERATOR, from: '+14155550199' });
    if (event === 'hangUp' && leg) simulator.calls.hangUp(leg.sid);
    if (event === 'kick') await tried(participant.remove());
    if (event === 'hold') await tried(participant.update({ hold: hurry, muted: !hurry }));
    if (event === 'redirect' && leg) await tried(client.calls(leg.sid).update({ url }));
    if (event === 'end') await tried(room.update({ status: 'completed' }));
    if (event === 'time') clock.advanceBy(1000);
    if (event === 'add')
      await tried(
        client.conferences('room-1').participants.create({
          from: NUMBER,
          to: FRIENDS[pick % FRIENDS.length] ?? '',
          conferenceStatusCallback: `${applicationUrl}/events`,
          conferenceStatusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify'],
          maxParticipants: 4,
          startConferenceOnEnter: pick > 4,
        }),
      );
    await settle(hurry ? 1 : 30);
  }
}

type Told = ReturnType<CallHouse['told']>;

/** What one conference reported, from its first callback to its last. */
function checkConference(told: Told): void {
  expect(told.map(({ SequenceNumber }) => Number(SequenceNumber))).toEqual(
    told.map((_one, index) => index + 1),
  );
  const of = (event: string) => told.filter(({ StatusCallbackEvent }) => StatusCallbackEvent === event);
  expect(told.at(-1)?.StatusCallbackEvent).toBe('conference-end');
  expect(of('conference-end')).toHaveLength(1);
  expect(of('conference-start').length).toBeLessThan(2);
  const people = (event: string) => of(event).map(({ CallSid }) => CallSid);
  const left = people('participant-leave');
  expect(new Set(left).size).toBe(left.length);
  const everIn = of('participant-leave').filter(
    ({ ReasonParticipantLeft, ParticipantCallStatus }) =>
      ReasonParticipantLeft !== 'participant_add_failed' &&
      !/ringing|queued/.test(ParticipantCallStatus ?? ''),
  );
  expect(left).toEqual(expect.arrayContaining(people('participant-join')));
  expect(everIn.length).toBeGreaterThanOrEqual(people('participant-join').length);
}

describe('a conference, whatever happens in whatever order', () => {
  it('loses nobody, reports everybody once, and always ends', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const house = await open();
        try {
          await play(house, all);
          await settle(100);
          for (const { sid } of house.simulator.calls.list()) house.simulator.calls.hangUp(sid);
          await settle(150);

          const isOver = ({ status }: { readonly status: string }) =>
            /completed|no-answer|canceled|busy/.test(status);
          expect(house.simulator.calls.list().filter((leg) => !isOver(leg))).toEqual([]);
          for (const status of ['init', 'in-progress'] as const)
            expect(await house.client.conferences.list({ status })).toEqual([]);
          const told = house.told('/events');
          for (const sid of new Set(told.map(({ ConferenceSid }) => ConferenceSid)))
            checkConference(told.filter(({ ConferenceSid }) => ConferenceSid === sid));
          const answered = house.told('/after').map(({ DialCallStatus }) => DialCallStatus);
          expect(answered.filter((status) => status !== 'answered' && status !== 'failed')).toEqual([]);
          expect(house.unsigned).toEqual([]);
        } finally {
          await house.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
