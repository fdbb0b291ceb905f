/** Works on one item after another, several at a time, until none is left or there is no time to begin another. */
export async function inLanes<T>(
  items: Iterable<T> | AsyncIterable<T>,
  lanes: number,
  isTimeLeft: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const lane = async () => {
    while (isTimeLeft()) {
      const next = rest.next();
      // Not for a list: the lanes that begin later see what the first ones took of the time.
      const { value, done } = next instanceof Promise ? await next : next;
      if (done) return;
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
