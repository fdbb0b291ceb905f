import type { ConnectorConfig } from '#simulator/services.ts';

/** The settings the app's process gets when it starts. */
export interface AppSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly log: 'file' | 'stdout';
  readonly pageDirectory: string;
  /** The app sends webhooks to itself. */
  readonly tellsItself: boolean;
  /** How many times as often as usual the app's jobs run. */
  readonly hurry: number;
  /** Replaces the connector of the simulator inside. */
  readonly connector?: ConnectorConfig;
  /** Overrides the environment the local host gives the handlers. */
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
  /** For `sweep`: how far in the future to run it, in milliseconds. */
  readonly aheadMs?: number;
  /** For `print`: written to both streams, to check that the hunt reads them. */
  readonly text?: string;
}

/** What the app's process holds after garbage collection, in bytes and counts. */
export interface AppMemory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** Open handles by kind, as Node names them: `Timeout`, `TCPSocketWrap`. */
  readonly resources: Readonly<Record<string, number>>;
  /** How long its one JavaScript thread has been busy since it started, and the processor time used, in milliseconds. */
  readonly busyMs: number;
  readonly cpuMs: number;
  /** Legs the simulator inside remembers. */
  readonly calls: number;
}

export type AppMessage =
  | { readonly ready: AppReady }
  | { readonly id: number; readonly answer?: unknown; readonly error?: string };
