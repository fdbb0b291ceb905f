/** How long things are kept, as the stage is set; 0 for ever. */
export interface Keeping {
  readonly trailMonths: number;
  readonly sessionsMonths: number;
}
