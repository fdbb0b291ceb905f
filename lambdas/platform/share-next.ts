/**
 * Shares work that many callers ask for at once by the same name, and runs it at most twice. Callers who arrive while
 * it runs share one more run. It begins after they arrived, so nobody gets a result older than their request.
 */
export function shareNext<T>(work: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  const run = (name: string): Promise<T> => {
    const result = work(name);
    running.set(name, result);
    const done = () => {
      if (running.get(name) === result) running.delete(name);
    };
    result.then(done, done);
    return result;
  };

  return (name) => {
    const current = running.get(name);
    if (!current) return run(name);
    const waiting = next.get(name);
    if (waiting) return waiting;
    const begin = () => {
      next.delete(name);
      return run(name);
    };
    const result = current.then(begin, begin);
    next.set(name, result);
    return result;
  };
}
