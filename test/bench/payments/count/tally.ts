/** Amounts by name, in the order of the names. */
export type Amounts = Readonly<Record<string, number>>;

/** Adds up amounts by name. */
export class Tally {
  #amounts = new Map<string, number>();

  add(name: string, amount = 1): void {
    this.#amounts.set(name, (this.#amounts.get(name) ?? 0) + amount);
  }

  clear(): void {
    this.#amounts.clear();
  }

  /** Everything that is not zero. */
  list(): Amounts {
    return Object.fromEntries([...this.#amounts].filter(([, amount]) => amount !== 0).sort());
  }
}

export function totalOf(amounts: Amounts): number {
  return Object.values(amounts).reduce((total, amount) => total + amount, 0);
}
