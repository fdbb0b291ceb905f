declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Milliseconds a table spends in each transitional state; 500 by default. */
  interface Options {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
