/** Work that runs one at a time per key. */
export interface Queues {
  /** Runs `work` after everything queued before under the same key; at once without a key. */
  run<T>(key: string | undefined, work: () => Promise<T>): Promise<T | undefined>;
  /** Counts work that runs outside any queue. */
  track(work: Promise<unknown>): void;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
  /** Resolves everything still waiting with undefined, without running it. */
  drop(): void;
}

/** Creates {@link Queues}. A key takes memory only while something is queued under it. */
export function createQueues(): Queues {
  const tails = new Map<string, Promise<unknown>>();
  const running = new Set<Promise<unknown>>();
  let generation = 0;

  const track = (work: Promise<unknown>) => {
    running.add(work);
    work.finally(() => running.delete(work)).catch(() => {});
  };

  return {
    run(key, work) {
      const born = generation;
      const guarded = async () => (born === generation ? work() : undefined);
      const before = key === undefined ? undefined : tails.get(key);
      const result = before ? before.then(guarded, guarded) : guarded();
      track(result);
      if (key !== undefined) {
        tails.set(key, result);
        result
          .finally(() => {
            if (tails.get(key) === result) tails.delete(key);
          })
          .catch(() => {});
      }
      return result;
    },
    track,
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    drop() {
      generation += 1;
    },
  };
}
