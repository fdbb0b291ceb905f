import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import type { Dynamo } from '#lambdas/platform/dynamo.ts';
import { AGENT_KEPT_SECONDS } from './presence-store.ts';

/** Whose a client's address is that shows no name, but a hash of it. */
export interface AddressStore {
  /** Remembers whose address that is, for as long as an agent is remembered. */
  reachedAt(address: string, username: string): Promise<void>;
  nameOf(address: string): Promise<string | undefined>;
}

/** Addresses as items `address#<client address>`. */
export function createAddressStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): AddressStore {
  return {
    async reachedAt(address, username) {
      await dynamo.update({
        TableName: table,
        Key: { pk: `address#${address}` },
        UpdateExpression: 'SET expiresAtSeconds = :kept, username = :username',
        ExpressionAttributeValues: {
          ':kept': epochSeconds(clock.now()) + AGENT_KEPT_SECONDS,
          ':username': username,
        },
      });
    },

    async nameOf(address) {
      const found = await dynamo.get({ TableName: table, Key: { pk: `address#${address}` } });
      return found?.username as string | undefined;
    },
  };
}
