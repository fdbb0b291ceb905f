import type { Entry, Leg } from '#simulator/console/page/wire.ts';

/** An entry of the log as the page gets it. */
export function entry(id: number, more: Partial<Entry> = {}): Entry {
  return {
    id: String(id),
    at: new Date(Date.UTC(2026, 0, 15, 10, 0, id)).toISOString(),
    kind: 'voice',
    method: 'POST',
    url: 'http://127.0.0.1:3000/voice',
    parameters: {},
    status: 200,
    milliseconds: 5,
    ...more,
  };
}

/** A leg as the page gets it. */
export function leg(number: number, more: Partial<Leg> = {}): Leg {
  return {
    callSid: `CA${String(number).padStart(32, '0')}`,
    from: '+14155550132',
    to: '+14155550100',
    direction: 'inbound',
    status: 'in-progress',
    dateCreated: '2026-01-15T10:00:00.000Z',
    dateUpdated: '2026-01-15T10:00:00.000Z',
    startTime: '2026-01-15T10:00:00.000Z',
    ...more,
  };
}
