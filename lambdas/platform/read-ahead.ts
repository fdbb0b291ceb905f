/** Most lists read at once. */
const MOST_AHEAD = 8;

/**
 * Everything of one list after another, in order. The first parts of several lists are asked for together: of one at first, so
 * that whoever needs little reads little, and then of more and more.
 */
export async function* readAhead<Source, T>(
  sources: AsyncIterable<Source>,
  open: (source: Source) => AsyncIterator<T>,
): AsyncGenerator<T> {
  let most = 1;
  let some: Source[] = [];
  for await (const source of sources) {
    some.push(source);
    if (some.length < most) continue;
    yield* inOrder(some.map(open));
    some = [];
    most = Math.min(2 * most, MOST_AHEAD);
  }
  yield* inOrder(some.map(open));
}

async function* inOrder<T>(lists: readonly AsyncIterator<T>[]): AsyncGenerator<T> {
  const first = lists.map((list) => list.next());
  // One that fails is reported when its turn comes, or not at all.
  for (const head of first) head.catch(() => undefined);
  for (const [at, list] of lists.entries()) {
    for (let head = await first[at]; head && !head.done; head = await list.next()) yield head.value;
  }
}
