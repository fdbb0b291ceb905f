import { type Dynamo, unlessLost } from '#lambdas/platform/dynamo.ts';

/** Appends a line to a chain of the audit table; false when its number is taken. The free number is the only lock. */
export async function putIfFree(dynamo: Pick<Dynamo, 'put'>, table: string, line: object): Promise<boolean> {
  const put = dynamo.put({
    TableName: table,
    Item: { ...line },
    ConditionExpression: 'attribute_not_exists(paySid)',
  });
  return (await unlessLost(put)) !== undefined;
}
