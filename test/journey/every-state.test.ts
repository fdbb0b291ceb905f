import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { frameFaults } from './support/check-frame.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';
import { type Frame, walkFrames } from './support/walk-frames.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(180_000);

let theatre: Theatre;

beforeAll(async () => {
  theatre = await openTheatre();
});

afterAll(() => theatre.close());

describe('every state of the desk', () => {
  it('breaks no accessibility rule, light or dark, at 360 and at 1280 pixels', async () => {
    const seen: Frame[] = [];
    const faults: string[] = [];

    await walkFrames(theatre, async (frame, { desk: { page } }) => {
      seen.push(frame);
      faults.push(...(await frameFaults(page)).map((fault) => `${frame}, ${fault}`));
    });

    expect(faults).toEqual([]);
    expect(seen).toHaveLength(28);
    expect(theatre.complaints).toEqual([]);
  });
});
