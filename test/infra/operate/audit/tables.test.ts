import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { tablesIn } from '#infra/operate/audit/tables.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it('takes from a line what it says of other chains, and nothing that makes it somebody else', async () => {
  const documents = createDocumentClient();
  const end = { events: 3, hash: 'a', expiresAtSeconds: 9 };
  const asLog = { ...end, name: 'log', late: true, at: '2026-11-29T00:00:00.000Z' };
  const odd = [7, null, 'all', [], { x: 'y' }, { x: null }, { x: { events: -1, hash: 'a' } }];
  const lines = [
    { type: 'accessDay', joins: { PK1: asLog } },
    { type: 'close', from: '2026-11-01', rows: { lines: [1, 2], hash: 'b' }, joins: { PK2: asLog } },
    ...odd.map((joins) => ({ type: 'accessDay', joins })),
    ...odd.map((joins) => ({ type: 'close', from: '2026-10-01', joins, rows: joins })),
  ];
  for (const [at, line] of lines.entries()) {
    const key = { paySid: 'ACCESS#2026-11-29#00', sequence: at + 1 };
    await documents.send(new PutCommand({ TableName: 'Audit', Item: { ...line, ...key } }));
  }
  const joins: unknown[] = [];
  for await (const join of tablesIn(documents, { audit: 'Audit', sessions: 'Sessions' }).joins())
    joins.push(join);
  expect(joins).toEqual([
    ['PK1', { name: 'access log', ...end }],
    ['PK2', { name: 'close', ...end }],
    ['CLOSE#2026-11#rows', { name: 'close', events: 2, hash: 'b' }],
  ]);
  documents.destroy();
});
