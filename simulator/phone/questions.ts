import type { Clock } from '../services.ts';

/** Questions put to a page, each with an id. One without an answer in time resolves with undefined. */
export interface Questions {
  ask(patienceMs: number, put: (id: number) => void): Promise<string | undefined>;
  answer(id: number, value: string | undefined): void;
  dropAll(): void;
}

export function createQuestions(clock: Clock): Questions {
  const open = new Map<number, (value: string | undefined) => void>();
  let last = 0;
  const answer = (id: number, value: string | undefined) => {
    open.get(id)?.(value);
    open.delete(id);
  };

  return {
    ask(patienceMs, put) {
      last += 1;
      const id = last;
      return new Promise((resolve) => {
        const cancel = clock.setTimer(patienceMs, () => answer(id, undefined));
        open.set(id, (value) => {
          cancel();
          resolve(value);
        });
        put(id);
      });
    },
    answer,
    dropAll() {
      for (const id of [...open.keys()]) answer(id, undefined);
    },
  };
}
