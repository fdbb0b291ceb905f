/** One line of the result: what was measured, its value, and its budget if there is one. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** Empty for a number of things. */
  readonly unit: 'ms' | 'kB' | 'x' | '/s' | '%' | 'MB' | '';
  /** At most. */
  readonly budget?: number;
  /** At least. */
  readonly least?: number;
}
