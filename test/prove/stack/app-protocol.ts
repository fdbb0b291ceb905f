import type { ConnectorConfig } from '#simulator/services.ts';

/** What the app's process is told when it starts. */
export interface AppSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly log: 'file' | 'stdout';
  readonly pageDirectory: string;
  /** Replaces the connector of the simulator inside. */
  readonly connector?: ConnectorConfig;
  /** Put over what the local host told the handlers. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface AppReady {
  readonly deskUrl: string;
  /** The simulator inside the app's process. */
  readonly simulatorUrl: string;
  readonly databaseEndpoint: string;
}

export interface AppQuestion {
  readonly id: number;
  readonly ask: 'memory' | 'sweep' | 'print' | 'close';
  /** Of `sweep`: how far in the future it believes to be, in milliseconds. */
  readonly aheadMs?: number;
  /** Of `print`: written to both streams, to see whether anyone looks there. */
  readonly text?: string;
}

/** What the app's process holds after collecting garbage, in bytes and pieces. */
export interface AppMemory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** Open handles by kind, as Node names them: `Timeout`, `TCPSocketWrap`. */
  readonly resources: Readonly<Record<string, number>>;
  /** Time its one thread of JavaScript has been busy since it started, and the processor time used, in milliseconds. */
  readonly busyMs: number;
  readonly cpuMs: number;
  /** Legs the simulator inside remembers. */
  readonly calls: number;
}

export type AppMessage =
  | { readonly ready: AppReady }
  | { readonly id: number; readonly answer?: unknown; readonly error?: string };
