import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { TABLES } from '#lambdas/contract/tables.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import type { Scanner } from './scanner.ts';
import { readSortedTable } from './sorted-table.ts';

/** Scans everything that holds data while the stack runs, through its usual interface. */
export async function scanRunning(stack: ProveStack, scanner: Scanner): Promise<void> {
  await Promise.all([
    scanTables(stack, scanner),
    scanDocuments(stack, scanner),
    scanRequests(stack, scanner),
    scanWebhooks(stack, scanner),
  ]);
  const { stdout, stderr } = stack.output();
  scanner.scan('stdout', stdout);
  scanner.scan('stderr', stderr);
}

/** Scans every file below a folder byte for byte, and table files decompressed as well. */
export async function scanFiles(sink: string, folder: string, scanner: Scanner): Promise<number> {
  let files = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes) continue; // the engine has just replaced it
    files += 1;
    // A file's number in the engine's folder means nothing.
    const name = relative(folder, path).replace(/\d{6}/, '*');
    scanner.scan(`${sink} ${name}`, bytes);
    if (!path.endsWith('.ldb')) continue;
    for (const block of readSortedTable(bytes)) scanner.scan(`${sink} ${name}, decompressed`, block);
  }
  return files;
}

/** `GET /simulator/requests` and everything else the control API returns. */
export async function scanRequests({ simulatorUrl }: ProveStack, scanner: Scanner): Promise<void> {
  for (const path of ['requests', 'calls', 'faults', 'state']) {
    const response = await fetch(`${simulatorUrl}/simulator/${path}`);
    scanner.scan(`simulator /simulator/${path}`, await response.text());
  }
}

/** The webhooks that other systems got, as far as the local receiver remembers them; the table of deliveries has all. */
async function scanWebhooks({ deskUrl }: ProveStack, scanner: Scanner): Promise<void> {
  scanner.scan('webhooks', await (await fetch(`${deskUrl}/dev/webhooks`)).text());
}

/** All items of both tables through the SDK, as anyone with read access gets them. */
async function scanTables({ app }: ProveStack, scanner: Scanner): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: app().databaseEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const { name } of TABLES) {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: name })) {
      for (const item of Items) scanner.scan(`table ${name}`, JSON.stringify(item));
    }
  }
  client.destroy();
}

/** Every Sync document as the service's REST API returns it. */
async function scanDocuments({ credentials, simulatorUrl }: ProveStack, scanner: Scanner): Promise<void> {
  const { apiKeySid, apiKeySecret, syncServiceSid } = credentials;
  const authorization = `Basic ${Buffer.from(`${apiKeySid}:${apiKeySecret}`).toString('base64')}`;
  let url: string | null = `${simulatorUrl}/v1/Services/${syncServiceSid}/Documents?PageSize=100`;
  while (url) {
    const response: Response = await fetch(url, { headers: { authorization } });
    const page = (await response.json()) as {
      documents: readonly unknown[];
      meta: { next_page_url: string | null };
    };
    for (const document of page.documents) scanner.scan('Sync documents', JSON.stringify(document));
    url = page.meta.next_page_url;
  }
}
