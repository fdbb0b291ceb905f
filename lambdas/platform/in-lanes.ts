/**
 * Works on one item after another, several at a time, until none is left or there is no time to begin another.
 *
 * @throws the first failure, after which no other item is begun and what was under way has ended. What is left at work
 *   when a function returns would go on in its next invocation, with what it read in this one
 */
export async function inLanes<T>(
  items: Iterable<T> | AsyncIterable<T>,
  lanes: number,
  isTimeLeft: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async () => {
    while (failures.length === 0 && isTimeLeft()) {
      const next = rest.next();
      // Not for a list: the lanes that begin later see what the first ones took of the time.
      const { value, done } = next instanceof Promise ? await next : next;
      if (done || failures.length > 0) return;
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: lanes }, () => lane().catch((failure) => failures.push(failure))));
  if (failures.length > 0) throw failures[0];
}
