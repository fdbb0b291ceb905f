import type { Handler } from 'hono';
import { twilioError } from '../http/twilio-error.ts';
import type { Account } from '../services.ts';
import type { SyncState } from './sync-state.ts';

/** What every REST operation of Sync needs. */
export interface OperationContext {
  readonly state: SyncState;
  readonly account: Pick<Account, 'accountSid'>;
}

/** One REST operation: takes what it needs, returns a route handler. */
export type Operation = (context: OperationContext) => Handler;

/** A part of the path that the route's pattern guarantees. @throws TwilioError 404 with code 20404 otherwise. */
export function pathPart(value: string | undefined): string {
  if (value === undefined) throw twilioError(404, 20404, 'The requested resource was not found');
  return value;
}
