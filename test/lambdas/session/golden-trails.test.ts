import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { findBreak } from '#lambdas/session/trail-chain.ts';
import { type RecordedEvent, SCHEMA } from '#lambdas/session/trail-event.ts';

type Trails = Readonly<Record<string, readonly RecordedEvent[]>>;

const FOLDER = join(import.meta.dirname, 'golden-trails');
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
const STATES: Readonly<Record<string, unknown>> = read('states.json');

/** As they were recorded by each version. Never changed: a stage has such trails for as long as it keeps them. */
const CASES = readdirSync(FOLDER)
  .filter((file) => file.startsWith('version-'))
  .flatMap((file) =>
    Object.entries(read(file) as Trails).map(([name, events]) => ({
      schema: Number(file.match(/\d+/)?.[0]),
      name,
      events,
    })),
  );

describe('a trail of any version', () => {
  it('is there for each version up to the one recorded now, with every state', () => {
    const versions = Array.from({ length: SCHEMA }, (_, index) => index + 1);
    expect([...new Set(CASES.map(({ schema }) => schema))].sort()).toEqual(versions);
    for (const version of versions) {
      const names = CASES.filter(({ schema }) => schema === version).map(({ name }) => name);
      expect(names).toEqual(Object.keys(STATES));
    }
  });

  it.each(CASES)('version $schema, $name: gives the same state, and its chain holds', (golden) => {
    const { events, schema, name } = golden;
    expect(events.map((event) => event.schema ?? 1)).toEqual(events.map(() => schema));
    expect(JSON.parse(JSON.stringify(reduceSession(events)))).toEqual(STATES[name]);
    expect(findBreak(events)).toBeUndefined();
  });

  it('may change version on the way', () => {
    const of = (version: number) =>
      CASES.find(({ schema, name }) => schema === version && name === 'charged');
    const mixed = [...(of(1)?.events.slice(0, 3) ?? []), ...(of(2)?.events.slice(3) ?? [])];
    expect(JSON.parse(JSON.stringify(reduceSession(mixed)))).toEqual(STATES.charged);
  });

  it('has its version under the seal', () => {
    const [first, ...rest] = CASES.find(({ schema }) => schema === 2)?.events ?? [];
    expect(findBreak([{ ...first, schema: 1 } as RecordedEvent, ...rest])).toBe(1);
  });

  it('is refused as a whole when one event is of a version to come', () => {
    const { events } = CASES.at(-1) ?? { events: [] };
    const last = { ...events.at(-1), schema: SCHEMA + 1, type: 'reversed' } as unknown as RecordedEvent;
    expect(() => reduceSession([...events.slice(0, -1), last])).toThrow(
      expect.objectContaining({ code: 'TRAIL_TOO_NEW' }),
    );
  });
});
