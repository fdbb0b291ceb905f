import { shardOf } from '#lambdas/session/access-event.ts';

/**
 * The key of an index that an item of a list is under: one of several where the stage is built for many payments
 * (`contract/partitions.ts`). The first has no number, so what was written while there was one key is found too.
 */
export function listKey(list: string, id: string, shards: number): string {
  return numbered(list, shards === 1 ? 0 : shardOf(id, shards));
}

/** All keys of a list. */
export function listKeys(list: string, shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, shard) => numbered(list, shard));
}

function numbered(list: string, shard: number): string {
  return shard === 0 ? list : `${list}#${shard}`;
}
