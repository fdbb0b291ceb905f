import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { StoredEvent } from '../../../infra/audit/find-tampering.ts';
import { Script } from '../../local/support/script.ts';
import { startStack, type TestStack } from '../../local/support/start-stack.ts';

jest.setTimeout(60_000);

const ROOT = join(import.meta.dirname, '../../..');
let stack: TestStack;
let dynamo: DynamoDBDocumentClient;
let paySid: string;
let trail: readonly StoredEvent[];

beforeAll(async () => {
  stack = await startStack();
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const ana = await Script.signIn({ deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url }, 'ana');
  await ana.post('/token');
  ({ paySid } = await ana.pay({ callSid: await ana.call(), chargeAmount: '12.00' }));
  await ana.pay({ callSid: await ana.call(), tokenType: 'reusable' });
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: 'Audit',
      KeyConditionExpression: 'paySid = :paySid',
      ExpressionAttributeValues: { ':paySid': paySid },
    }),
  );
  trail = Items as StoredEvent[];
});

afterAll(async () => {
  dynamo.destroy();
  await stack.remove();
});

/** Runs the command as a person would, in a process of its own. */
function verify(...words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const program = ['--import', 'tsx', 'infra/audit/main.ts', '--data-dir', stack.dataDir, ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, program, { cwd: ROOT, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const put = (event: StoredEvent) => dynamo.send(new PutCommand({ TableName: 'Audit', Item: event }));
const remove = ({ sequence }: StoredEvent) =>
  dynamo.send(new DeleteCommand({ TableName: 'Audit', Key: { paySid, sequence } }));
const at = (index: number) => trail.at(index) as StoredEvent;

async function restore(): Promise<void> {
  for (const event of trail) await put(event);
}

describe('npm run audit:verify', () => {
  it('finds the trail of a running stack whole, and ends with 0', async () => {
    expect(trail.length).toBeGreaterThan(5);
    const { code, stdout } = await verify();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ chains, \d+ events, all whole$/m);
  });

  it('names an event that was altered, and ends with 1', async () => {
    await put({ ...at(1), by: 'somebody else' });
    const { code, stdout } = await verify();
    await restore();
    expect(code).toBe(1);
    expect(stdout).toContain(`${paySid}  event 2 was altered`);
  });

  it('names an event that was removed', async () => {
    await remove(at(2));
    const { code, stdout } = await verify();
    await restore();
    expect(code).toBe(1);
    expect(stdout).toContain(`${paySid}  event 3 was removed`);
  });

  it('names an event that was inserted', async () => {
    for (const event of trail.slice(2)) await put({ ...event, sequence: event.sequence + 1 });
    await put({ ...at(2), by: 'somebody else' });
    const { code, stdout } = await verify();
    await remove({ ...at(-1), sequence: trail.length + 1 });
    await restore();
    expect(code).toBe(1);
    expect(stdout).toContain(`${paySid}  event 3 was inserted`);
  });

  it('names events that were swapped', async () => {
    await put({ ...at(1), sequence: 4 });
    await put({ ...at(3), sequence: 2 });
    const { code, stdout } = await verify();
    await restore();
    expect(code).toBe(1);
    expect(stdout).toContain(`${paySid}  event 2 was reordered`);
  });

  it('misses the last event by what the session knows, and all of it by an anchor', async () => {
    const anchor = join(stack.dataDir, 'anchor.json');
    expect((await verify('--save-anchor', anchor)).code).toBe(0);
    await remove(at(-1));
    const shortened = await verify();
    for (const event of trail) await remove(event);
    await dynamo.send(new DeleteCommand({ TableName: 'Sessions', Key: { pk: `session#${paySid}` } }));
    const forgotten = await verify();
    const anchored = await verify('--anchor', anchor);
    await restore();

    expect(shortened.stdout).toContain(
      `event ${trail.length} was removed: the session knows of ${trail.length}`,
    );
    // Gone from both tables without a trace: only what was written down elsewhere can tell.
    expect(forgotten.code).toBe(0);
    expect(anchored.stdout).toContain(`${paySid}  event 1 was removed: the anchor knows of ${trail.length}`);
    expect([shortened.code, anchored.code]).toEqual([1, 1]);
  });

  it('says in one sentence what it cannot read, and ends with 2', async () => {
    const nowhere = await verify('--data-dir', join(stack.dataDir, 'nowhere'));
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toMatch(/^Failed to find a database/);
    const noAnchor = await verify('--anchor', join(stack.dataDir, 'log.jsonl'));
    expect(noAnchor.code).toBe(2);
    expect(noAnchor.stderr).toMatch(/^Failed to read the anchor/);
  });

  it('reads what a stopped stack left, and leaves it as it was', async () => {
    await put({ ...at(0), by: 'somebody else' });
    await stack.close();
    const first = await verify();
    const second = await verify();
    expect(first.code).toBe(1);
    expect(first.stdout).toContain(`${paySid}  event 1 was altered`);
    expect(second.stdout).toBe(first.stdout);
  });
});
