import { rfc2822 } from '../http/dates.ts';
import { averageWaitSeconds, type CallQueue, type Member, waitSeconds } from './queues.ts';

/** The Queue resource as the 2010 API shows it (Twilio docs). */
export function queueBody(queue: CallQueue, accountSid: string, now: Date): object {
  const uri = `/2010-04-01/Accounts/${accountSid}/Queues/${queue.sid}`;
  return {
    sid: queue.sid,
    account_sid: accountSid,
    friendly_name: queue.friendlyName,
    current_size: queue.members.length,
    max_size: queue.maxSize,
    average_wait_time: averageWaitSeconds(queue, now),
    date_created: rfc2822(queue.dateCreated),
    date_updated: rfc2822(queue.dateUpdated),
    uri: `${uri}.json`,
    subresource_uris: { members: `${uri}/Members.json` },
  };
}

/** The Member resource as the 2010 API shows it (Twilio docs). */
export function memberBody(queue: CallQueue, member: Member, accountSid: string, now: Date): object {
  return {
    call_sid: member.leg.sid,
    queue_sid: queue.sid,
    date_enqueued: rfc2822(member.enqueuedAt),
    position: queue.members.indexOf(member) + 1,
    wait_time: waitSeconds(member, now),
    uri: `/2010-04-01/Accounts/${accountSid}/Queues/${queue.sid}/Members/${member.leg.sid}.json`,
  };
}
