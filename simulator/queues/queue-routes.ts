import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { CallCentre } from '../calls/calls.ts';
import { hookOf } from '../calls/form-hooks.ts';
import { type Form, readForm, refuseUnknown } from '../http/form-body.ts';
import { defined, required } from '../http/form-values.ts';
import { invalidParameter, notFound, twilioError } from '../http/twilio-error.ts';
import { uriPage } from '../http/uri-page.ts';
import type { Account, Clock } from '../services.ts';
import type { Settings } from '../settings.ts';
import { memberBody, queueBody } from './queue-bodies.ts';
import { type CallQueue, LARGEST_SIZE, LONGEST_NAME, type Member, type Queues } from './queues.ts';

export interface QueueRouteServices {
  readonly account: Account;
  readonly calls: CallCentre;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly settings: Settings;
  readonly failing: (operation: string) => MiddlewareHandler;
}

/** Queues and their members (Twilio docs). Credentials are checked before. */
export function queueRoutes({ account, failing, ...services }: QueueRouteServices): Hono {
  const { calls, clock, queues, settings } = services;
  const { accountSid } = account;
  const bodyOf = (queue: CallQueue) => queueBody(queue, accountSid, clock.now());
  const bodyIn = (queue: CallQueue) => (member: Member) => memberBody(queue, member, accountSid, clock.now());

  const queueIn = (context: Context, part: string): CallQueue => {
    const queue = queues.find(part.replace(/\.json$/, ''));
    if (!queue) throw notFound(context.req.path);
    return queue;
  };
  const memberIn = (context: Context, queue: CallQueue, file: string): Member => {
    const asked = file.replace(/\.json$/, '');
    const member = queue.members.find(
      ({ leg }, index) => leg.sid === asked || (asked === 'Front' && index === 0),
    );
    if (!member) throw notFound(context.req.path);
    return member;
  };
  const refuseTaken = (friendlyName: string | undefined, sid?: string) => {
    const other = friendlyName === undefined ? undefined : queues.named(friendlyName);
    if (other && other.sid !== sid) {
      throw twilioError(400, settings.queueExistsCode, 'A queue with this FriendlyName exists already');
    }
  };

  return new Hono()
    .get(LIST, failing('listQueues'), (context) =>
      context.json(uriPage(context, 'queues', queues.list(), bodyOf)),
    )
    .post(LIST, failing('createQueue'), async (context) => {
      const { friendlyName, maxSize } = readQueue(await readForm(context), 'createQueue');
      const name = required(friendlyName, 'FriendlyName');
      refuseTaken(name);
      return context.json(bodyOf(queues.open(name, maxSize)), 201);
    })
    .get(ONE, failing('fetchQueue'), (context) =>
      context.json(bodyOf(queueIn(context, context.req.param('file')))),
    )
    .post(ONE, failing('updateQueue'), async (context) => {
      const queue = queueIn(context, context.req.param('file'));
      const changes = readQueue(await readForm(context), 'updateQueue');
      refuseTaken(changes.friendlyName, queue.sid);
      return context.json(bodyOf(queues.update(queue.sid, changes) ?? queue));
    })
    .delete(ONE, failing('deleteQueue'), (context) => {
      const queue = queueIn(context, context.req.param('file'));
      if (queue.members.length > 0)
        throw twilioError(400, settings.queueNotEmptyCode, 'A queue with callers cannot be deleted');
      queues.remove(queue.sid);
      return context.body(null, 204);
    })
    .get(MEMBERS, failing('listMembers'), (context) => {
      const queue = queueIn(context, context.req.param('queueSid'));
      return context.json(uriPage(context, 'queue_members', queue.members, bodyIn(queue)));
    })
    .get(MEMBER, failing('fetchMember'), (context) => {
      const queue = queueIn(context, context.req.param('queueSid'));
      return context.json(bodyIn(queue)(memberIn(context, queue, context.req.param('file'))));
    })
    .post(MEMBER, failing('updateMember'), async (context) => {
      const queue = queueIn(context, context.req.param('queueSid'));
      const member = memberIn(context, queue, context.req.param('file'));
      const form = await readForm(context);
      refuseUnknown(form, 'updateMember', ['Url', 'Method']);
      const invalid = twilioError(400, 21205, 'Url is not a valid URL');
      const source = required(hookOf(form, 'Url', 'Method', invalid), 'Url');
      const body = bodyIn(queue)(member);
      // Takes the caller out of the queue at once: the next `Front` is the next caller.
      if (!calls.redirect(member.leg.sid, { source })) throw notFound(context.req.path);
      return context.json(body);
    });
}

const LIST = '/2010-04-01/Accounts/:accountSid/Queues.json';
const ONE = '/2010-04-01/Accounts/:accountSid/Queues/:file{[^/]+\\.json}';
const MEMBERS = '/2010-04-01/Accounts/:accountSid/Queues/:queueSid/Members.json';
const MEMBER = '/2010-04-01/Accounts/:accountSid/Queues/:queueSid/Members/:file{[^/]+\\.json}';

/** @throws TwilioError 20001 for a name too long or a size out of range (code unconfirmed) */
function readQueue(form: Form, operation: string): Partial<Pick<CallQueue, 'friendlyName' | 'maxSize'>> {
  refuseUnknown(form, operation, ['FriendlyName', 'MaxSize']);
  const friendlyName = form.get('FriendlyName');
  if (friendlyName !== undefined && (friendlyName === '' || friendlyName.length > LONGEST_NAME))
    throw invalidParameter('FriendlyName');
  const size = form.get('MaxSize');
  const maxSize = size === undefined ? undefined : Number(size);
  if (maxSize !== undefined && !(Number.isInteger(maxSize) && maxSize >= 1 && maxSize <= LARGEST_SIZE))
    throw invalidParameter('MaxSize');
  return defined<Pick<CallQueue, 'friendlyName' | 'maxSize'>>({ friendlyName, maxSize });
}
