import type { Translate } from '#web/src/words/use-words.ts';

type Counted = 'search.count' | 'team.misses' | 'team.needs' | 'access.count';

/** "1 payment", "42 payments". */
export function countText(t: Translate, what: Counted, count: number): string {
  return t(count === 1 ? `${what}.one` : `${what}.other`, { count });
}
