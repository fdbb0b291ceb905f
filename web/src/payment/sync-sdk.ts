/** The part of `twilio-sync` that the desk uses; tests supply their own. */
export interface SyncDocument {
  readonly data: unknown;
  on(event: 'updated', listener: (update: { readonly data: unknown }) => void): unknown;
  on(event: 'removed', listener: () => void): unknown;
  close(): void;
}

export interface SyncClient {
  readonly connectionState: string;
  document(options: { readonly id: string; readonly mode: 'open_existing' }): Promise<SyncDocument>;
  updateToken(token: string): Promise<unknown>;
  on(event: 'connectionStateChanged', listener: (state: string) => void): unknown;
  on(event: 'tokenAboutToExpire' | 'tokenExpired', listener: () => void): unknown;
  shutdown(): Promise<unknown>;
}

export type LoadSync = () => Promise<(token: string, options: object) => SyncClient>;

/** Loads `twilio-sync` when it is first needed: it is larger than the rest of the page. */
export const loadSyncSdk: LoadSync = async () => {
  const { SyncClient: Client } = await import('twilio-sync');
  return (token, options) => new Client(token, options) as unknown as SyncClient;
};
