import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Level } from 'level';
import { webhookHeaders } from '#lambdas/deliver/sign-webhook.ts';
import { launchChromium } from '#test/support/chromium.ts';
import type { Random } from '../random.ts';
import { Agent } from '../stack/agent.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { makePayer } from './cards.ts';
import { scanPage } from './hunt-in-browser.ts';
import { createScanner } from './scanner.ts';
import { scanFiles, scanRunning } from './sinks.ts';

/** Sinks with a planted leak; the hunt must find each of them. */
const PLANTED = [
  'stdout',
  'stderr',
  'table Audit',
  'table Sessions',
  'Sync documents',
  'simulator /simulator/requests',
  'webhooks',
  'response GET /api/paySessions',
  'data log.jsonl',
  'data engine/*.ldb, decompressed',
  'bundle app.js',
  'desk DOM',
  'desk fields',
  'desk local storage',
  'desk session storage',
] as const;

const PLANTED_SID = `PK${'0'.repeat(32)}`;

/** Plants a card number in every sink of a stack of its own and returns the sinks where the hunt missed it. */
export async function findBlindSpots(
  stack: ProveStack,
  random: Random,
  withBrowser: boolean,
): Promise<{ readonly planted: number; readonly overlooked: readonly string[] }> {
  const scanner = createScanner();
  const payer = makePayer(random, 0);
  scanner.add(payer);
  const { number } = payer;
  const listen = (where: string, content: string) => scanner.scan(`response ${where}`, content);
  const ana = await Agent.signIn(stack, 'ana', listen);

  await stack.app().print(`card ${number}`);
  await plantInTables(stack, ana, number);
  await plantInSync(stack, number);
  await plantInWebhook(stack, number);
  const entry = stack.simulator.requests.add({
    at: new Date().toISOString(),
    kind: 'payment',
    method: 'POST',
    url: stack.callbacks.apiUrl,
    parameters: {},
    status: 204,
    milliseconds: 1,
  });
  // Past the log's own masks.
  Object.assign(entry, { note: number });
  await ana.get(`/paySessions/${PLANTED_SID}`);
  await scanRunning(stack, scanner);
  if (withBrowser) await lookAtPlantedPage(stack, number, scanner);

  await stack.close();
  await appendFile(join(stack.dataDir, 'log.jsonl'), `{"message":"${number}"}\n`);
  await plantInEngine(join(stack.dataDir, 'engine'), number);
  const bundle = join(stack.dataDir, 'bundle');
  await mkdir(bundle);
  await writeFile(join(bundle, 'app.js'), `const card="${number}"`);
  await scanFiles('data', stack.dataDir, scanner);
  await scanFiles('bundle', bundle, scanner);

  const found = new Set(scanner.hits().map(({ sink }) => sink));
  const expected = PLANTED.filter((sink) => withBrowser || !sink.startsWith('desk '));
  return { planted: expected.length, overlooked: expected.filter((sink) => !found.has(sink)) };
}

async function plantInTables(stack: ProveStack, ana: Agent, number: string): Promise<void> {
  const { body } = await ana.post('/startPaySession', { callSid: await ana.call(), chargeAmount: '5.00' });
  // The first callback, already on its way, would overwrite what is planted.
  await ana.until(body.paySid, ({ version }) => version > 1);
  const client = new DynamoDBClient({
    endpoint: stack.app().databaseEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(
    new PutItemCommand({
      TableName: 'Audit',
      Item: {
        paySid: { S: PLANTED_SID },
        sequence: { N: '1' },
        at: { S: new Date().toISOString() },
        type: { S: 'started' },
        by: { S: ana.username },
        hash: { S: '' },
        facts: { M: { callSid: { S: '' }, agent: { S: ana.username }, description: { S: number } } },
      },
    }),
  );
  await client.send(
    new UpdateItemCommand({
      TableName: 'Sessions',
      Key: { pk: { S: `session#${body.paySid}` } },
      UpdateExpression: 'SET #session.description = :number',
      ExpressionAttributeNames: { '#session': 'session' },
      ExpressionAttributeValues: { ':number': { S: number } },
    }),
  );
  client.destroy();
}

async function plantInSync({ credentials, simulatorUrl }: ProveStack, number: string): Promise<void> {
  const { apiKeySid, apiKeySecret, syncServiceSid } = credentials;
  await fetch(`${simulatorUrl}/v1/Services/${syncServiceSid}/Documents`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${apiKeySid}:${apiKeySecret}`).toString('base64')}` },
    body: new URLSearchParams({ UniqueName: 'planted', Data: JSON.stringify({ number }) }),
  });
}

async function plantInWebhook({ dataDir, deskUrl }: ProveStack, number: string): Promise<void> {
  const secrets = JSON.parse(await readFile(join(dataDir, 'webhook-secrets.json'), 'utf8')) as {
    here: string;
  };
  const body = JSON.stringify({ type: 'planted', data: { number } });
  const headers = webhookHeaders([secrets.here], 'planted', new Date(), body);
  await fetch(`${deskUrl}/dev/webhooks`, { method: 'POST', headers: { ...headers }, body });
}

/** Deleted and compressed, so that only the table file's blocks still contain it. */
async function plantInEngine(folder: string, number: string): Promise<void> {
  const level = new Level(folder);
  for (let index = 0; index < 200; index += 1) await level.put(`key-${index}`, `{"card":"${number}"}`);
  await (level as unknown as { compactRange(from: string, to: string): Promise<void> }).compactRange('', '~');
  await level.close();
}

async function lookAtPlantedPage(
  stack: ProveStack,
  number: string,
  scanner: ReturnType<typeof createScanner>,
): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${stack.deskUrl}/`);
    await page.evaluate((card) => {
      document.body.innerHTML = `<p data-card="${card}"></p><input>`;
      (document.querySelector('input') as HTMLInputElement).value = card;
      localStorage.setItem('card', card);
      sessionStorage.setItem('card', card);
    }, number);
    await scanPage(page, scanner);
  } finally {
    await browser.close();
  }
}
