import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import type { Dynamo } from '#lambdas/platform/dynamo.ts';
import { referenceHash } from '#lambdas/session/canonical-id.ts';

type Payment = Pick<PaySession, 'paySid' | 'startedAt'>;

/**
 * Charges that were submitted under one of the business's own references and may have no known result: their trails tell.
 * However a reference is written, it is the same one.
 */
export interface ReferenceStore {
  /** Notes a charge before Twilio is told to submit it, so that a crash in between loses nothing. */
  note(reference: string, payment: Payment): Promise<void>;
  /** Takes off charges that are over and whose result is known. */
  release(reference: string, payments: readonly Payment[]): Promise<void>;
  /** SIDs, newest start first. */
  paymentsUnder(reference: string): Promise<readonly string[]>;
}

/** As long as call records are kept. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** References as items `reference#<hash>`: the text itself has no place in a key. */
export function createReferenceStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): ReferenceStore {
  const update = async (reference: string, change: 'ADD' | 'DELETE', payments: readonly Payment[]) => {
    await dynamo.update({
      TableName: table,
      Key: { pk: keyOf(reference) },
      UpdateExpression: `${change} payments :payments SET expiresAtSeconds = :expires`,
      ExpressionAttributeValues: {
        ':payments': new Set(payments.map(({ paySid, startedAt }) => `${startedAt}#${paySid}`)),
        ':expires': epochSeconds(clock.now()) + KEPT_SECONDS,
      },
    });
  };
  return {
    note: (reference, payment) => update(reference, 'ADD', [payment]),
    release: (reference, payments) => update(reference, 'DELETE', payments),

    async paymentsUnder(reference) {
      const item = await dynamo.get({
        TableName: table,
        Key: { pk: keyOf(reference) },
        ConsistentRead: true,
      });
      const payments = [...((item?.payments as ReadonlySet<string> | undefined) ?? [])];
      return payments
        .sort()
        .reverse()
        .map((payment) => payment.split('#')[1] ?? '');
    },
  };
}

function keyOf(reference: string): string {
  return `reference#${referenceHash(reference)}`;
}
