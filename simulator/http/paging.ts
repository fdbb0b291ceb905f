import { SimulatorUnsupported } from './simulator-unsupported.ts';

const USUAL_PAGE = 50;

/** Which page of a list is asked for: `PageSize`, 50 by default and `largest` at most, and `Page`, from 0. */
export function readPaging(
  query: URLSearchParams,
  key: string,
  largest: number,
): { readonly size: number; readonly page: number } {
  const read = (name: string, smallest: number, otherwise: number): number => {
    const text = query.get(name);
    if (text === null) return otherwise;
    // What Twilio makes of another is not documented.
    if (!/^\d{1,6}$/.test(text) || Number(text) < smallest)
      throw new SimulatorUnsupported(
        `a list of ${key} with a ${name} that is no whole number from ${smallest}`,
      );
    return Number(text);
  };
  return { size: Math.min(read('PageSize', 1, USUAL_PAGE), largest), page: read('Page', 0, 0) };
}
