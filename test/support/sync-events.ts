import type { EventEmitter } from 'node:events';
import type { SyncClient, SyncDocument, SyncList, SyncMap } from 'twilio-sync';

/** Resolves with the argument of the next event of that name. */
export function nextEvent(emitter: object, name: string): Promise<unknown> {
  return new Promise((resolve) => (emitter as EventEmitter).once(name, resolve));
}

/** Waits until the client's subscription to an object has this state, which an internal event reports. */
export async function subscriptionIs(
  object: SyncDocument | SyncMap | SyncList,
  state: 'established' | 'none',
): Promise<void> {
  const impls = object as unknown as Record<string, { readonly subscriptionState: string }>;
  const impl = impls[`sync${object.type[0]?.toUpperCase()}${object.type.slice(1)}Impl`];
  while (impl?.subscriptionState !== state) await nextEvent(object, '_subscriptionStateChanged');
}

/** Waits until a client's connection has this state. */
export async function connectionIs(
  client: EventEmitter & { connectionState: string },
  state: string,
): Promise<void> {
  while (client.connectionState !== state) await nextEvent(client, 'connectionStateChanged');
}

/** Shuts a client down completely: twilio-sync 4.0.1 leaves a one-day timer that keeps Node alive. */
export async function shutDown(client: SyncClient): Promise<void> {
  await client.shutdown().catch(() => undefined);
  const { services } = client as unknown as ClientInternals;
  clearTimeout(services.subscriptions.subscriptionTtlTimer ?? undefined);
}

interface ClientInternals {
  readonly services: { readonly subscriptions: { readonly subscriptionTtlTimer: NodeJS.Timeout | null } };
}
