import { EventEmitter } from 'node:events';
import type { LoadSync, SyncClient, SyncDocument } from '#web/src/payment/sync-sdk.ts';

class FakeDocument extends EventEmitter implements SyncDocument {
  data: unknown;
  constructor(data: unknown) {
    super();
    this.data = data;
  }
  close() {
    this.removeAllListeners();
  }
}

/** Live updates driven by the test: documents by name, and a connection that can drop. */
export class FakeSync extends EventEmitter implements SyncClient {
  connectionState = 'connected';
  readonly tokens: string[] = [];
  readonly documents = new Map<string, FakeDocument>();
  /** What documents hold when they are opened. */
  readonly holding = new Map<string, unknown>();
  refuses: (id: string) => boolean = () => false;

  readonly load: LoadSync = async () => (token) => {
    this.tokens.push(token);
    return this;
  };

  async document({ id }: { readonly id: string }) {
    if (this.refuses(id)) throw new Error('refused');
    const document = new FakeDocument(this.holding.get(id));
    this.documents.set(id, document);
    return document;
  }
  async updateToken(token: string) {
    this.tokens.push(token);
  }
  async shutdown() {}

  push(id: string, data: unknown) {
    this.documents.get(id)?.emit('updated', { data });
  }
  remove(id: string) {
    this.documents.get(id)?.emit('removed');
  }
  connection(state: string) {
    this.connectionState = state;
    this.emit('connectionStateChanged', state);
  }
}
