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

declare module 'dynalite/db/index.js' {
  interface Put {
    readonly type: 'put';
    readonly key: string;
    readonly value: unknown;
  }
  interface Part {
    batch(puts: readonly Put[], done: (error?: Error) => void): void;
  }
  export interface Store {
    readonly db: { close(): Promise<void> };
    readonly tableDb: { put(name: string, table: Table, done: (error?: Error) => void): void };
    getTable(name: string, done: (error: Error | undefined, table: Table) => void): void;
    getItemDb(table: string): Part;
    getIndexDb(kind: 'Global', table: string, index: string): Part;
  }
  interface Table {
    readonly TableStatus: 'ACTIVE' | 'CREATING';
    readonly GlobalSecondaryIndexes: readonly unknown[];
  }
  export function create(options: { readonly path: string }): Store;
  export function createKey(item: unknown, table: Table): string;
  export function getIndexActions(
    indexes: readonly unknown[],
    before: undefined,
    item: unknown,
    table: Table,
  ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: unknown }[] };
}

declare module 'dynalite/db/conditionParser.js' {
  interface Context {
    readonly attrVals: Readonly<Record<string, object>>;
    readonly unusedAttrVals: Record<string, unknown>;
    isReserved(name: string): boolean;
  }
  const parser: {
    parse(
      text: string,
      options: { readonly context: Context },
    ): { readonly expression: { readonly args: readonly unknown[] } };
  };
  export default parser;
}
