import type { Context, Handler } from 'hono';
import { notFound } from '../http/twilio-error.ts';
import type { Account } from '../services.ts';
import { parseIfMatch } from './data-rules.ts';
import type { SyncKind } from './kinds.ts';
import type { SyncAction } from './permission-store.ts';
import type { SyncService } from './service-store.ts';
import type { SyncObject } from './sync-object.ts';
import type { SyncState } from './sync-state.ts';

/** What every REST operation of Sync needs. */
export interface OperationContext {
  readonly state: SyncState;
  readonly account: Pick<Account, 'accountSid'>;
}

/** One REST operation: takes what it needs, returns a route handler. */
export type Operation = (context: OperationContext) => Handler;

/** The same operation for several kinds of objects. */
export type OperationOf<K extends SyncKind = SyncKind> = (kind: K) => Operation;

/** A part of the path that the route's pattern guarantees. @throws TwilioError 404 with code 20404 otherwise. */
export function pathPart(context: Context, name: string): string {
  const value = context.req.param(name);
  if (value === undefined) throw notFound(restPath(context));
  return value;
}

/** @throws TwilioError 54050 */
export function askedService({ state }: OperationContext, context: Context): SyncService {
  return state.service(pathPart(context, 'serviceSid'));
}

/** The object that the path names. @throws what {@link SyncState.open} throws */
export function askedObject<K extends SyncKind>(
  { state }: OperationContext,
  context: Context,
  kind: K,
  action: SyncAction,
): SyncObject & { readonly kind: K } {
  const service = state.service(pathPart(context, 'serviceSid'));
  return state.open(service, kind, pathPart(context, 'object'), action, undefined);
}

/** The revision that the request insists on. @throws TwilioError 54003 */
export function askedRevision(context: Context): string | undefined {
  const header = context.req.header('if-match');
  return header === undefined ? undefined : parseIfMatch(header);
}

/** The path as messages repeat it: as it was sent, without the version (observed). */
export function restPath(context: Context): string {
  return new URL(context.req.url).pathname.replace(/^\/v1(?=\/)/, '');
}
