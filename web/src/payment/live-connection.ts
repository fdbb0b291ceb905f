import { type ReadonlySignal, signal } from '@preact/signals';
import type { Tokens } from '#web/src/phone/tokens.ts';
import type { LoadSync, SyncClient, SyncDocument } from './sync-sdk.ts';

/** The one connection for live updates, opened when first needed and kept until the agent signs out. */
export interface LiveConnection {
  readonly connected: ReadonlySignal<boolean>;
  /** Starts connecting; safe to repeat. Never rejects. */
  connect(): Promise<void>;
  /** @throws the error from Sync when the document cannot be opened. */
  open(document: string): Promise<SyncDocument>;
  close(): void;
}

export interface LiveConnectionOptions {
  readonly load: LoadSync;
  readonly options: Readonly<Record<string, unknown>>;
  readonly tokens: Pick<Tokens, 'current' | 'fresh'>;
}

export function createLiveConnection({ load, options, tokens }: LiveConnectionOptions): LiveConnection {
  const connected = signal(false);
  let client: SyncClient | undefined;
  let connecting: Promise<void> | undefined;

  const renew = () => {
    tokens
      .fresh()
      .then((token) => client?.updateToken(token))
      // Refused or offline: the desk is polling by now, and the next state change tries again.
      .catch(() => undefined);
  };

  const start = async () => {
    const [make, token] = await Promise.all([load(), tokens.current()]);
    // The document carries expiry and postal code: keep it out of the tab's storage.
    const made = make(token, { ...options, Sync: { enableSessionStorage: false } });
    client = made;
    let expired = false;
    const follow = (state: string) => {
      connected.value = state === 'connected';
      // Observed: the client loses a token that it is given while still `disconnecting`.
      if (expired && (state === 'disconnected' || state === 'denied')) {
        expired = false;
        renew();
      }
    };
    made.on('connectionStateChanged', follow);
    made.on('tokenAboutToExpire', renew);
    made.on('tokenExpired', () => {
      expired = true;
      follow(made.connectionState);
    });
    follow(made.connectionState);
  };

  return {
    connected,
    connect() {
      connecting ??= start().catch(() => {
        connecting = undefined;
      });
      return connecting;
    },
    async open(document) {
      await this.connect();
      if (!client) throw new Error('Failed to open live updates: no connection. The desk polls instead.');
      return client.document({ id: document, mode: 'open_existing' });
    },
    close() {
      client?.shutdown().catch(() => undefined);
      client = undefined;
      connecting = undefined;
      connected.value = false;
    },
  };
}
