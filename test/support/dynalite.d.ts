declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Milliseconds a table spends in each passing state; 500 unless told. */
  interface Options {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
