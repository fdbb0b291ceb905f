import type { Leg } from '../calls/legs.ts';
import { untilEnded } from '../calls/wait.ts';
import type { Chance, Clock } from '../services.ts';

/** How a caller's time in a queue ended (Twilio docs). */
export type QueueResult =
  | 'bridged'
  | 'bridging-in-process'
  | 'leave'
  | 'redirected'
  | 'redirected-from-bridged'
  | 'hangup'
  | 'queue-full'
  | 'error'
  | 'system-error';

export interface CallQueue {
  readonly sid: string;
  readonly friendlyName: string;
  readonly maxSize: number;
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
  /** Front first. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly leg: Leg;
  /** Aborted when the caller hangs up or is redirected. */
  readonly stop: AbortSignal;
  readonly enqueuedAt: Date;
  /** Aborted when a dialler takes the caller out of the queue. */
  readonly taken: AbortSignal;
  readonly take: () => void;
  /** The dialler says how it went. */
  readonly release: (result: QueueResult) => void;
  /** Settles with what the dialler says. */
  readonly released: Promise<QueueResult>;
}

/** The account's queues. */
export interface Queues {
  list(): readonly CallQueue[];
  find(sid: string): CallQueue | undefined;
  named(friendlyName: string): CallQueue | undefined;
  open(friendlyName: string, maxSize?: number): CallQueue;
  update(sid: string, changes: Partial<Pick<CallQueue, 'friendlyName' | 'maxSize'>>): CallQueue | undefined;
  remove(sid: string): void;
  /** Puts a caller at the end; undefined when the queue is full. */
  join(sid: string, leg: Leg, stop: AbortSignal): Member | undefined;
  leave(sid: string, member: Member): void;
  /** Takes the caller at the front, or waits for one until `stop`. Diallers that wait are served in their order. */
  take(sid: string, stop: AbortSignal): Promise<Member | undefined>;
  clear(): void;
}

/** Callers that a queue holds unless it says otherwise (Twilio docs). */
const USUAL_SIZE = 1000;
export const LARGEST_SIZE = 5000;
/** Characters (Twilio docs). */
export const LONGEST_NAME = 64;

type Mutable = { -readonly [Key in keyof CallQueue]: CallQueue[Key] } & { members: Member[] };

/** Keeps queues in memory, and tells every caller's phone its place. */
export function createQueues({ clock, chance }: { readonly clock: Clock; readonly chance: Chance }): Queues {
  const queues = new Map<string, Mutable>();
  const diallers = new Map<string, ((member: Member) => void)[]>();

  const announce = ({ members }: CallQueue) => {
    for (const [index, { leg }] of members.entries())
      leg.party.queued({ position: index + 1, size: members.length });
  };
  const drop = (queue: Mutable, member: Member) => {
    if (!queue.members.includes(member)) return;
    queue.members = queue.members.filter((other) => other !== member);
    member.leg.party.queued(undefined);
    announce(queue);
  };

  return {
    list: () => [...queues.values()],
    find: (sid) => queues.get(sid),
    named: (name) => [...queues.values()].find(({ friendlyName }) => friendlyName === name),
    open(friendlyName, maxSize = USUAL_SIZE) {
      const now = clock.now();
      const sid = `QU${chance.hex(16)}`;
      const queue = { sid, friendlyName, maxSize, dateCreated: now, dateUpdated: now, members: [] };
      queues.set(sid, queue);
      return queue;
    },
    update(sid, changes) {
      const queue = queues.get(sid);
      return queue && Object.assign(queue, changes, { dateUpdated: clock.now() });
    },
    remove: (sid) => void queues.delete(sid),
    join(sid, leg, stop) {
      const queue = queues.get(sid);
      if (!queue || queue.members.length >= queue.maxSize) return undefined;
      const member = createMember(leg, stop, clock.now());
      queue.members.push(member);
      // At once, so that nobody is given a caller who has gone.
      stop.addEventListener('abort', () => drop(queue, member), { once: true });
      const dialler = diallers.get(sid)?.shift();
      if (dialler) {
        drop(queue, member);
        dialler(member);
      } else announce(queue);
      return member;
    },
    leave(sid, member) {
      const queue = queues.get(sid);
      if (queue) drop(queue, member);
    },
    async take(sid, stop) {
      const queue = queues.get(sid);
      const [front] = queue?.members ?? [];
      if (queue && front) {
        drop(queue, front);
        front.take();
        return front;
      }
      const line = diallers.get(sid) ?? [];
      diallers.set(sid, line);
      let given: Member | undefined;
      let place: (member: Member) => void = () => {};
      const arrived = new Promise<void>((resolve) => {
        place = (member) => {
          given = member;
          member.take();
          resolve();
        };
      });
      line.push(place);
      await untilEnded(arrived, stop);
      if (line.includes(place)) line.splice(line.indexOf(place), 1);
      // Even when `stop` came in the same moment: a caller who was given must be released.
      return given;
    },
    clear() {
      queues.clear();
      diallers.clear();
    },
  };
}

function createMember(leg: Leg, stop: AbortSignal, enqueuedAt: Date): Member {
  const taken = new AbortController();
  let release: Member['release'] = () => {};
  const released = new Promise<QueueResult>((resolve) => {
    release = resolve;
  });
  return { leg, stop, enqueuedAt, taken: taken.signal, take: () => taken.abort(), release, released };
}

/** A queue as the control API shows it. */
export function queueLine({ sid, friendlyName, maxSize, members }: CallQueue): object {
  return {
    sid,
    name: friendlyName,
    size: members.length,
    maxSize,
    members: members.map(({ leg, enqueuedAt }) => ({ callSid: leg.sid, since: enqueuedAt.toISOString() })),
  };
}

/** Whole seconds the caller has waited. */
export function waitSeconds({ enqueuedAt }: Pick<Member, 'enqueuedAt'>, now: Date): number {
  return Math.floor((now.getTime() - enqueuedAt.getTime()) / 1000);
}

/** Mean of those who wait now, in whole seconds (Twilio docs). */
export function averageWaitSeconds({ members }: CallQueue, now: Date): number {
  if (members.length === 0) return 0;
  const total = members.reduce((sum, member) => sum + waitSeconds(member, now), 0);
  return Math.round(total / members.length);
}
