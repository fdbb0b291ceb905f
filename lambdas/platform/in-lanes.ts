/** Works on one item after another, several at a time, until none is left or there is no time to begin another. */
export async function inLanes<T>(
  items: Iterable<T>,
  lanes: number,
  isTimeLeft: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const lane = async () => {
    while (isTimeLeft()) {
      const { value, done } = rest.next();
      if (done) return;
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
