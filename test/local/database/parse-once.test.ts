import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument, type QueryCommandInput, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import dynalite from 'dynalite';
import conditions from 'dynalite/db/conditionParser.js';
import { AUDIT_TABLE } from '#lambdas/contract/tables.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import '#local/database/parse-once.cjs';

const engine = dynalite({ createTableMs: 0 });
const TableName = AUDIT_TABLE.name;
const Key = { paySid: 'PK1', sequence: 1 };
let tables: DynamoDBDocument;

beforeAll(async () => {
  await once(engine.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(engine.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  tables = DynamoDBDocument.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
  await createMissingTables(endpoint, [AUDIT_TABLE]);
});

afterAll(() => {
  tables.destroy();
  engine.closeAllConnections();
  engine.close();
});

beforeEach(async () => {
  await tables.put({ TableName, Item: { ...Key, count: 1, tags: ['a'] } });
});

/** What an update makes of the item, or what is wrong with it. */
function update(UpdateExpression: string, more: Partial<UpdateCommandInput> = {}) {
  return outcomeOf(
    tables
      .update({ TableName, Key, UpdateExpression, ReturnValues: 'ALL_NEW', ...more })
      .then(({ Attributes }) => Attributes),
  );
}

function query(KeyConditionExpression: string, more: Partial<QueryCommandInput> = {}) {
  return outcomeOf(tables.query({ TableName, KeyConditionExpression, ...more }).then(({ Count }) => Count));
}

function outcomeOf<T>(result: Promise<T>): Promise<T | string> {
  return result.catch(({ message }: Error) => message);
}

describe('an expression that comes again', () => {
  it('is not parsed again', () => {
    // Asked for each name while a text is parsed.
    const isReserved = jest.fn(() => false);
    const parse = (S: string) => {
      const attrVals = { ':v': { S } };
      const context = { attrVals, unusedAttrVals: { ...attrVals }, isReserved };
      return conditions.parse('once = :v', { context }).expression.args[1];
    };

    expect(parse('a')).toEqual({ S: 'a' });
    expect(isReserved).toHaveBeenCalled();
    isReserved.mockClear();
    expect(parse('b')).toEqual({ S: 'b' });
    expect(isReserved).not.toHaveBeenCalled();
  });

  it('has the values of its own request', async () => {
    const text = 'SET a = :a, #b = if_not_exists(#b, :b) + :one';
    const values = (a: unknown, b: number) => ({
      ExpressionAttributeNames: { '#b': 'b' },
      ExpressionAttributeValues: { ':a': a, ':b': b, ':one': 1 },
    });

    expect(await update(text, values('x', 5))).toMatchObject({ a: 'x', b: 6 });
    expect(await update(text, values('y', 0))).toMatchObject({ a: 'y', b: 7 });
    expect(await update(text, values({ deep: ['z'] }, 0))).toMatchObject({ a: { deep: ['z'] }, b: 8 });
  });

  it('has the names of its own request', async () => {
    const text = 'SET #n.#m = :v';
    const write = (n: string) =>
      update(text, {
        ExpressionAttributeNames: { '#n': n, '#m': 'm' },
        ExpressionAttributeValues: { ':v': 1 },
      });
    await update('SET x = :x, y = :x', { ExpressionAttributeValues: { ':x': {} } });

    expect(await write('x')).toMatchObject({ x: { m: 1 }, y: {} });
    expect(await write('y')).toMatchObject({ x: { m: 1 }, y: { m: 1 } });
  });

  it('is checked for the types of its own request', async () => {
    const add = (by: unknown) =>
      update('ADD #c :by', {
        ExpressionAttributeNames: { '#c': 'count' },
        ExpressionAttributeValues: { ':by': by },
      });

    expect(await add(2)).toMatchObject({ count: 3 });
    expect(await add('2')).toContain('Incorrect operand type');
    expect(await add(3)).toMatchObject({ count: 6 });
  });

  it('is checked for the values of its own request', async () => {
    const between = (low: number, high: number) =>
      query('paySid = :p AND #s BETWEEN :low AND :high', {
        ExpressionAttributeNames: { '#s': 'sequence' },
        ExpressionAttributeValues: { ':p': 'PK1', ':low': low, ':high': high },
      });

    expect(await between(1, 2)).toBe(1);
    expect(await between(2, 1)).toContain('upper bound to be greater');
    expect(await between(2, 3)).toBe(0);
  });

  it('is checked for what a value says where that counts', async () => {
    const isOf = (type: string) =>
      update('SET a = :a', {
        ConditionExpression: 'attribute_type(tags, :type)',
        ExpressionAttributeValues: { ':a': 1, ':type': type },
      });

    expect(await isOf('L')).toMatchObject({ a: 1 });
    expect(await isOf('list')).toContain('Invalid attribute type name');
    expect(await isOf('S')).toBe('The conditional request failed');
  });

  it('is refused again for a value or a name that it does not use', async () => {
    const write = (values: object, names?: Record<string, string>) =>
      update('SET a = :a', {
        ExpressionAttributeValues: { ':a': 1, ...values },
        ...(names ? { ExpressionAttributeNames: names } : {}),
      });

    expect(await write({})).toMatchObject({ a: 1 });
    for (let time = 0; time < 2; time += 1) {
      expect(await write({ ':b': 1 })).toContain('unused in expressions: keys: {:b}');
      expect(await write({}, { '#n': 'n' })).toContain('unused in expressions: keys: {#n}');
    }
  });

  it('is refused again when it is wrong', async () => {
    for (let time = 0; time < 2; time += 1) {
      expect(await update('SET a = ')).toContain('Syntax error');
      expect(await update('SET a = :a')).toContain('not defined; attribute value: :a');
      expect(await update('REMOVE #n')).toContain('not defined; attribute name: #n');
    }
  });

  it('may be turned round by the engine', async () => {
    const beyond = (number: number) =>
      query(':p = paySid AND :after < #s', {
        ExpressionAttributeNames: { '#s': 'sequence' },
        ExpressionAttributeValues: { ':p': 'PK1', ':after': number },
      });

    expect([await beyond(0), await beyond(1), await beyond(0)]).toEqual([1, 0, 1]);
  });

  it('holds for conditions, filters and projections', async () => {
    const write = (was: number) =>
      update('SET a = :a', {
        ConditionExpression: '#c = :was OR attribute_not_exists(absent.part)',
        ExpressionAttributeNames: { '#c': 'count' },
        ExpressionAttributeValues: { ':a': was, ':was': was },
      });
    const find = (count: number) =>
      outcomeOf(
        tables
          .query({
            TableName,
            KeyConditionExpression: 'paySid = :p',
            FilterExpression: '#c = :c AND NOT contains(tags, :not)',
            ProjectionExpression: '#c, tags[0]',
            ExpressionAttributeNames: { '#c': 'count' },
            ExpressionAttributeValues: { ':p': 'PK1', ':c': count, ':not': 'b' },
          })
          .then(({ Items }) => Items),
      );

    for (const count of [1, 2]) {
      expect(await write(count)).toMatchObject({ a: count });
      expect(await find(count)).toEqual(count === 1 ? [{ count: 1, tags: ['a'] }] : []);
    }
  });
});
