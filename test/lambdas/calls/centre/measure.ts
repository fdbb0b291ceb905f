import { createWorld, type Temper, type WorldOptions } from './world.ts';

export interface CentreOptions {
  readonly agents: number;
  readonly calls: number;
  /** Between two calls. */
  readonly gapMs: number;
  readonly seed: number;
  /** Share of callers who hang up within half a minute. */
  readonly hasty?: number;
  /** Shares of rings that are not taken, and of desks that are not there at all. */
  readonly ignored?: number;
  readonly declined?: number;
  readonly absent?: number;
  readonly talkMs?: readonly [least: number, most: number];
  readonly world?: Omit<WorldOptions, 'random'>;
  /** Before the names of the agents: several runs may share a table. */
  readonly prefix: string;
}

/** Plays a day of a call centre from a seed: the same seed, the same day, but for the races within a moment. */
export async function playDay({
  agents,
  calls,
  gapMs,
  seed,
  hasty = 0,
  ignored = 0,
  declined = 0,
  absent = 0,
  talkMs: [least, most] = [40_000, 100_000],
  world: options = {},
  prefix,
}: CentreOptions) {
  const random = seeded(seed);
  const world = createWorld({ ...options, random });
  const there = (): Temper => {
    const drawn = random();
    if (drawn < ignored) return 'ignores';
    return drawn < ignored + declined ? 'declines' : 'answers';
  };
  for (let index = 0; index < agents; index += 1) {
    const isAbsent = index < agents * absent;
    await world.openDesk(`${prefix}${index}`, isAbsent ? () => 'absent' : there);
  }
  const ended: Promise<unknown>[] = [];
  for (let index = 0; index < calls; index += 1) {
    const patienceMs = random() < hasty ? random() * 30_000 : Number.POSITIVE_INFINITY;
    const talkMs = least + random() * (most - least);
    ended.push(world.time.sleep(index * gapMs).then(() => world.call(patienceMs, talkMs)));
  }
  void Promise.all(ended).then(() => world.closeDesks());
  await world.time.run();
  await checkOwners(world, options);
  if (!options.failed) for (const one of world.unused) world.faults.push(`reserved in vain: ${one}`);
  // The next day may be in the same table.
  await Promise.all(
    [...world.agents.keys()].map((name) => world.services.presence.set(name, { state: 'offline' })),
  );
  return world;
}

/** Whoever talked to the caller has the call, and nobody else does, as far as Twilio's requests arrived to say so. */
async function checkOwners(
  { services, stories, faults }: Day,
  { lost = 0, failed = 0 }: Omit<WorldOptions, 'random'>,
): Promise<void> {
  for (const { callSid, answeredBy } of stories) {
    const { agent } = (await services.calls.find(callSid)) ?? {};
    const isUntold = agent === undefined ? lost > 0 : answeredBy === undefined && failed > 0;
    if (agent !== answeredBy && !isUntold) faults.push(`${callSid} is ${agent}'s, not ${answeredBy}'s`);
  }
}

export type Day = Awaited<ReturnType<typeof playDay>>;

/** Longest a reservation may hold: until then an older caller may still be rung for by somebody who does not take it. */
const RESERVATION_MS = 40_000;

/** Callers who were rung for out of turn: somebody who had come before them, and was in line too, had to wait for longer. */
export function outOfTurn({ stories }: Day): readonly string[] {
  const queued = stories.filter(({ queuedAt }) => queuedAt !== undefined);
  return queued.flatMap((later) =>
    queued
      .filter((earlier) => {
        const [first = Number.POSITIVE_INFINITY] = later.offeredAt;
        const wasWaiting = earlier.arrivedAt < later.arrivedAt && (earlier.queuedAt ?? 0) < first;
        const own = earlier.offeredAt[0] ?? earlier.endedAt ?? 0;
        return wasWaiting && own > first + RESERVATION_MS;
      })
      .map((earlier) => `${later.callSid} before ${earlier.callSid}`),
  );
}

function seeded(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 2 ** 32;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
