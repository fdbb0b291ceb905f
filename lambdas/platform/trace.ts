import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

/** What a part of a request's trace says: never a value that was sent. */
export interface TracePart {
  /** Service asked, as the map of services names it. */
  readonly name: 'DynamoDB' | 'EventBridge' | 'KMS' | 'S3' | 'Twilio';
  readonly operation: string;
  /** Name of the table, where there is one. */
  readonly table?: string;
}

/**
 * Runs something as a part of the request's trace (AWS docs: X-Ray, "Sending trace data to the daemon"). Outside
 * Lambda, and where the request is not sampled, it only runs it. A third of the X-Ray SDK's import time buys nothing
 * that is needed here.
 */
export async function traced<T>(part: TracePart, run: () => Promise<T>): Promise<T> {
  const place = placeInTrace();
  if (!place) return run();
  const startedAt = Date.now();
  let failed = true;
  try {
    const result = await run();
    failed = false;
    return result;
  } finally {
    report(place, part, startedAt, failed);
  }
}

interface Place {
  readonly traceId: string;
  readonly parentId: string;
  readonly host: string;
  readonly port: number;
}

/** `_X_AMZN_TRACE_ID` is `Root=1-…;Parent=…;Sampled=1`, new for each request. */
function placeInTrace(): Place | undefined {
  const daemon = process.env.AWS_XRAY_DAEMON_ADDRESS;
  if (!daemon) return undefined;
  const [host, port] = daemon.split(':');
  const header = new Map(
    (process.env._X_AMZN_TRACE_ID ?? '').split(';').map((pair) => pair.split('=', 2) as [string, string]),
  );
  const traceId = header.get('Root');
  const parentId = header.get('Parent');
  if (!host || !port || !traceId || !parentId || header.get('Sampled') !== '1') return undefined;
  return { traceId, parentId, host, port: Number(port) };
}

let socket: Socket | undefined;

function report(
  { traceId, parentId, host, port }: Place,
  part: TracePart,
  startedAt: number,
  failed: boolean,
): void {
  const { name, operation, table } = part;
  const isAws = name === 'DynamoDB';
  const segment = {
    type: 'subsegment',
    id: randomBytes(8).toString('hex'),
    trace_id: traceId,
    parent_id: parentId,
    name,
    start_time: startedAt / 1000,
    end_time: Date.now() / 1000,
    namespace: isAws ? 'aws' : 'remote',
    ...(failed ? { error: true } : {}),
    ...(isAws
      ? { aws: { operation, ...(table ? { table_name: table } : {}) } }
      : { annotations: { operation } }),
  };
  if (!socket) {
    socket = createSocket('udp4').unref();
    socket.on('error', () => {}); // a lost part of a trace must never cost a request
  }
  socket.send(`{"format":"json","version":1}\n${JSON.stringify(segment)}`, port, host, () => {});
}
