import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ScheduledEvent } from 'aws-lambda';
import { createLog } from '#lambdas/platform/log.ts';
import { handler } from '#lambdas/sweep/index.ts';
import { reportLine } from '#lambdas/sweep/report-line.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

type Line = Readonly<Record<string, unknown>>;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** What is written while it runs. */
async function linesOf(run: () => Promise<unknown>): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const level = process.env.LOG_LEVEL;
  process.env.LOG_LEVEL = 'info';
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    for (const line of String(chunk).split('\n')) if (line.startsWith('{')) lines.push(JSON.parse(line));
    return true;
  });
  try {
    await run();
  } finally {
    stdout.mockRestore();
    process.env.LOG_LEVEL = level;
  }
  return lines;
}

const sweep = () =>
  handler({} as ScheduledEvent, { awsRequestId: 'r', getRemainingTimeInMillis: () => 55_000 });
const ofLine = (lines: readonly Line[]) => lines.filter(({ message }) => message === 'callers in line');

describe('who waits in line', () => {
  it('is told by every sweep, also when nobody does', async () => {
    expect(ofLine(await linesOf(sweep))).toMatchObject([{ route: 'sweep', waiting: 0, milliseconds: 0 }]);
    const waiting = [newSid('CA'), newSid('CA')];
    for (const CallSid of waiting) await house.webhook('twiml', { CallSid });

    const lines: Line[] = [];
    const later = { now: () => new Date(Date.now() + 90_000), sleep: async () => {} };
    const log = createLog((line) => lines.push(JSON.parse(line)));
    await reportLine({ clock: later, queue: real.queue() }, log);

    const [{ waiting: count, milliseconds } = {}] = ofLine(lines);
    expect(count).toBe(2);
    expect(milliseconds).toBeGreaterThanOrEqual(90_000);
    expect(ofLine(await linesOf(sweep))).toMatchObject([{ waiting: 2 }]);
    for (const CallSid of waiting) await house.webhook('callStatus', { CallSid, CallStatus: 'completed' });
  });

  it('is told by each arrival; a caller counts once, however often Twilio asks and they come back', async () => {
    const [CallSid, another] = [newSid('CA'), newSid('CA')];
    const lines = await linesOf(async () => {
      await house.webhook('twiml', { CallSid });
      await house.webhook('twiml', { CallSid });
      await house.webhook('twiml', { CallSid: another });
      await house.webhook('twiml', { CallSid, DialCallStatus: 'no-answer' }, {}, '/dialled');
    });

    expect(ofLine(lines).map(({ waiting }) => waiting)).toEqual([1, 1, 2]);
    const counted = lines.filter(({ message }) => message === 'caller waiting');
    expect(counted.map(({ callSid }) => callSid)).toEqual([CallSid, another]);
    for (const sid of [CallSid, another])
      await house.webhook('callStatus', { CallSid: sid, CallStatus: 'completed' });
  });

  it('keeps no payment from its end when it cannot be read', async () => {
    const lines: Line[] = [];
    const queue = { ...real.queue(), waiting: () => Promise.reject(new Error('throttled')) };
    await reportLine(
      { clock: real.clock(), queue },
      createLog((line) => lines.push(JSON.parse(line))),
    );

    expect(lines).toMatchObject([{ level: 'error', message: 'line not read', error: 'Error' }]);
  });
});
