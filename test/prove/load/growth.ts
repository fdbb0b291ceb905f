import type { AppMemory } from '../stack/app-protocol.ts';

export interface Sample {
  readonly sessions: number;
  readonly memory: AppMemory;
}

export type Growth = ReturnType<typeof growthOf>;

/** How much of each resource every further session leaves behind: the slope of a line through the samples. */
export function growthOf(samples: readonly Sample[]) {
  const perSession = (read: (memory: AppMemory) => number) => slope(samples, read);
  return {
    heapPerSession: perSession(({ heapUsed }) => heapUsed),
    residentPerSession: perSession(({ rss }) => rss),
    callsPerSession: perSession(({ calls }) => calls),
    resourcePerSession: (name: string) => perSession(({ resources }) => resources[name] ?? 0),
  };
}

function slope(samples: readonly Sample[], read: (memory: AppMemory) => number): number {
  if (samples.length < 2) return 0;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(({ sessions }) => sessions));
  const y = mean(samples.map(({ memory }) => read(memory)));
  const above = samples.reduce((sum, { sessions, memory }) => sum + (sessions - x) * (read(memory) - y), 0);
  const below = samples.reduce((sum, { sessions }) => sum + (sessions - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
