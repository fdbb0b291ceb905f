import type { AccessEvent } from '#lambdas/contract/desk-api.ts';
import { ACCESS_PREFIX } from '#lambdas/contract/tables.ts';
import type { ChainLink } from './trail-chain.ts';

/** What is known when somebody looks at what is recorded. */
export type AccessDraft = Pick<
  AccessEvent,
  'action' | 'by' | 'outcome' | 'target' | 'filter' | 'rows' | 'requestId'
>;

/** One line of the access log as it lies in the audit table, in the chain of its day. */
export type RecordedAccess = AccessDraft & ChainLink & { readonly type: 'access'; readonly at: string };

/** @param day `2026-11-22`, UTC */
export function accessChainOf(day: string): string {
  return `${ACCESS_PREFIX}${day}`;
}

/** A recorded line as supervisors see it. */
export function viewAccess({ paySid: _, type: _type, ...shown }: RecordedAccess): AccessEvent {
  return shown;
}
