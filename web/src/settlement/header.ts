/** The cells of one line by the names of their columns, whatever their order. */
export interface Cells {
  /** The trimmed cell under a name; empty where there is none. */
  of(name: string): string;
  /** The same for each column whose name fits. */
  where(fits: RegExp): readonly string[];
}

/** A column's name as it is compared: trimmed, in lower case, with single blanks. */
export function foldName(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, ' ');
}

/** Reads lines under a header. Of two columns with one name the first counts. */
export function readCells(header: readonly string[]): (line: readonly string[]) => Cells {
  const names = header.map(foldName);
  const places = new Map<string, number>();
  for (const [place, name] of names.entries()) if (!places.has(name)) places.set(name, place);
  const fitting = new Map<RegExp, readonly number[]>();
  return (line) => ({
    of: (name) => line[places.get(name) ?? -1]?.trim() ?? '',
    where(fits) {
      let found = fitting.get(fits);
      if (!found) {
        found = names.flatMap((name, place) => (fits.test(name) ? [place] : []));
        fitting.set(fits, found);
      }
      return found.map((place) => line[place]?.trim() ?? '').filter(Boolean);
    },
  });
}
