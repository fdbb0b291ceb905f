import type { EventEmitter } from 'node:events';
import type { SyncClient, SyncDocument } from 'twilio-sync';

/** The next event of that name, with what came along. */
export function nextEvent(emitter: object, name: string): Promise<unknown> {
  return new Promise((resolve) => (emitter as EventEmitter).once(name, resolve));
}

/** Waits until the client's subscription to a document is in a state; the client tells of it by an inner event. */
export async function subscriptionIs(document: SyncDocument, state: 'established' | 'none'): Promise<void> {
  const { syncDocumentImpl } = document as unknown as { syncDocumentImpl: { subscriptionState: string } };
  while (syncDocumentImpl.subscriptionState !== state) await nextEvent(document, '_subscriptionStateChanged');
}

/** Waits until a client's connection is in a state. */
export async function connectionIs(
  client: EventEmitter & { connectionState: string },
  state: string,
): Promise<void> {
  while (client.connectionState !== state) await nextEvent(client, 'connectionStateChanged');
}

/** Shuts a client down for good: twilio-sync 4.0.1 leaves a timer of a day behind that keeps Node alive. */
export async function shutDown(client: SyncClient): Promise<void> {
  await client.shutdown().catch(() => undefined);
  const { services } = client as unknown as ClientInternals;
  clearTimeout(services.subscriptions.subscriptionTtlTimer ?? undefined);
}

interface ClientInternals {
  readonly services: { readonly subscriptions: { readonly subscriptionTtlTimer: NodeJS.Timeout | null } };
}
