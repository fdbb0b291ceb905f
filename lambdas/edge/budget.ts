export interface BudgetSize {
  /** How much one person may do at once. */
  readonly burst: number;
  /** How much of it comes back each second. */
  readonly perSecond: number;
  /** How many people are remembered; those quiet for longest are forgotten first. */
  readonly people: number;
}

/** Takes one from a person's budget: returns 0 if there was one, otherwise the whole seconds until there is. */
export type TakeOne = (person: string) => number;

/**
 * A bucket of tokens per person, in this process's memory: it costs nothing and asks no store.
 *
 * @param now milliseconds
 */
export function createBudget({ burst, perSecond, people }: BudgetSize, now: () => number): TakeOne {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  return (person) => {
    const at = now();
    const known = buckets.get(person) ?? { left: burst, at };
    const left = Math.min(burst, known.left + (Math.max(0, at - known.at) / 1000) * perSecond);
    // Put back at the end: a map keeps the order in which its keys came.
    buckets.delete(person);
    buckets.set(person, { left: left < 1 ? left : left - 1, at });
    const [quietest] = buckets.keys();
    if (buckets.size > people && quietest !== undefined) buckets.delete(quietest);
    return left < 1 ? Math.ceil((1 - left) / perSecond) : 0;
  };
}
