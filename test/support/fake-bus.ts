import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutwardEvent } from '#lambdas/contract/outward-event.ts';

/** What the bus makes of the next request: `partly` takes all but the last entry, and says so in a response of 200. */
export type BusScript = 'partly' | 'fail' | 'reset';

/** EventBridge's PutEvents, and nothing more of it. */
export interface FakeBus {
  readonly url: string;
  /** Every event taken, oldest first. */
  readonly events: readonly OutwardEvent[];
  /** Requests, whatever became of them. */
  readonly requests: number;
  /** Of one payment. */
  about(paySid: string): readonly OutwardEvent[];
  next(...scripts: readonly BusScript[]): void;
  close(): Promise<void>;
}

export async function startFakeBus(): Promise<FakeBus> {
  const events: OutwardEvent[] = [];
  const scripts: BusScript[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests += 1;
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      readonly Entries: readonly { readonly Detail: string; readonly DetailType: string }[];
    };
    const script = scripts.shift();
    if (script === 'reset') return request.socket.destroy();
    if (script === 'fail') return response.writeHead(500).end('{}');
    const taken = script === 'partly' ? Entries.slice(0, -1) : Entries;
    events.push(...taken.map(({ Detail }) => JSON.parse(Detail) as OutwardEvent));
    const results = Entries.map((_, index) =>
      index < taken.length ? { EventId: String(index) } : { ErrorCode: 'ThrottlingException' },
    );
    const body = { FailedEntryCount: Entries.length - taken.length, Entries: results };
    return response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    get requests() {
      return requests;
    },
    about: (paySid) => events.filter((event) => event.paySid === paySid),
    next: (...given) => {
      scripts.push(...given);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
