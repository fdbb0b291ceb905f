/** The results of some work in the order of its inputs, a few of which are worked on at once. */
export async function* readAhead<In, Out>(
  inputs: AsyncIterable<In> | Iterable<In>,
  work: (input: In) => Promise<Out>,
  most = 32,
): AsyncGenerator<Out> {
  const begun: Promise<Out>[] = [];
  for await (const input of inputs) {
    const result = work(input);
    // Waited for in its turn; until then a failure is nobody's.
    result.catch(() => {});
    begun.push(result);
    if (begun.length >= most) yield (await begun.shift()) as Out;
  }
  for (const result of begun) yield await result;
}
