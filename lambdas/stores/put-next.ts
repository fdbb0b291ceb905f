import { type Dynamo, type Item, unlessLost } from '#lambdas/platform/dynamo.ts';

/**
 * Writes an item as the version after the one that was read; false when somebody else wrote it since.
 *
 * @param version that was read, 0 for an item that is not there
 */
export async function putNext(
  dynamo: Pick<Dynamo, 'put'>,
  table: string,
  item: Item,
  version: number,
): Promise<boolean> {
  const isAsRead =
    version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': version },
        };
  const put = dynamo.put({ TableName: table, Item: { ...item, version: version + 1 }, ...isAsRead });
  return (await unlessLost(put)) !== undefined;
}
