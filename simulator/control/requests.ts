import { Hono } from 'hono';
import * as v from 'valibot';
import type { RequestKind, RequestLog } from '../services.ts';
import { readQuery, refuse } from './refusals.ts';
import { streamRequests } from './stream-requests.ts';

/**
 * `GET /simulator/requests`: what was sent and asked, newest last, or as a stream of events; and sends one of them
 * again.
 */
export function requestRoutes(requests: RequestLog): Hono {
  return new Hono()
    .get('/simulator/requests', (context) => {
      const read = readQuery(context, FILTER, 'list the requests');
      if ('refusal' in read) return read.refusal;
      // Text carries no undefined, so valibot's optional fields are exact here.
      const filter = read.body as NonNullable<Parameters<RequestLog['list']>[0]>;
      return context.req.header('accept')?.includes('text/event-stream')
        ? streamRequests(requests, filter, context.req.header('last-event-id'))
        : context.json(requests.list(filter));
    })
    .post('/simulator/requests/:id/send', async (context) => {
      const entry = requests.find(context.req.param('id'));
      if (!entry) return refuse(context, 404, UNKNOWN);
      const sent = requests.sendAgain(entry);
      if (!sent) return refuse(context, 409, `Failed to send it again: ${REASONS[entry.kind] ?? NOT_SENT}`);
      return context.json({ id: (await sent).id }, 202);
    });
}

const KINDS: readonly RequestKind[] = [
  'voice',
  'callStatus',
  'conference',
  'payment',
  'connector',
  'rest',
  'sdk',
];
const WHOLE = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be a whole number'), v.transform(Number));

const FILTER = v.strictObject({
  kind: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        new RegExp(`^(${KINDS.join('|')})(,(${KINDS.join('|')}))*$`),
        `must be one or more of ${KINDS.join(', ')}, with commas`,
      ),
      v.transform((text) => text.split(',')),
    ),
  ),
  call: v.optional(v.pipe(v.string(), v.regex(/^CA[0-9a-f]{32}$/, 'must be a CallSid'))),
  problem: v.optional(
    v.pipe(
      v.picklist(['true', 'false'], 'must be true or false'),
      v.transform((text) => text === 'true'),
    ),
  ),
  after: v.optional(WHOLE),
  limit: v.optional(v.pipe(WHOLE, v.minValue(1, 'must be 1 or more'))),
});

const UNKNOWN = 'Failed to send it again: no such request is kept.';
const NOT_SENT = 'the simulator did not send this request.';
const REASONS: Partial<Record<RequestKind, string>> = {
  connector: 'it held a card, so it was not kept.',
  rest: 'it came from the application, which has to send it.',
};
