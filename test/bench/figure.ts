/** One line of the result: what was measured, what came out, what it should be. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'kB' | 'x';
  readonly budget?: number;
}
