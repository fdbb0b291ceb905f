import { XMLParser } from 'fast-xml-parser';
import type { StageNeeds } from '#lambdas/calls/call-stage.ts';
import { followCall } from '#lambdas/calls/call-status.ts';
import { setPresence } from '#lambdas/calls/presence.ts';
import { answerCall } from '#lambdas/calls/twiml.ts';
import { readCallRules } from '#lambdas/contract/call-rules.ts';
import type { WrittenRules } from '#lambdas/contract/rule-names.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { createAddressStore } from '#lambdas/stores/address-store.ts';
import { createCallQueue } from '#lambdas/stores/call-queue.ts';
import { type AgentLeg, createCallRecords } from '#lambdas/stores/call-records.ts';
import { createPresenceStore } from '#lambdas/stores/presence-store.ts';
import { newSid } from '#test/support/handler-house.ts';
import { createVirtualTime } from './virtual-time.ts';

/** How somebody at a desk takes a call that rings there. */
export type Temper = 'answers' | 'ignores' | 'declines' | 'absent';

export interface WorldOptions {
  readonly rules?: Partial<WrittenRules>;
  /** From 0 to 1, from the seed. */
  readonly random: () => number;
  /** Share of Twilio's reports about legs that never arrive, and of all its requests that arrive twice. */
  readonly lost?: number;
  readonly doubled?: number;
  /** Share of its requests for TwiML that never arrive: the caller hears the fallback, and we are told nothing. */
  readonly failed?: number;
  /** Share of answers whose leg is gone before the caller hears it: `completed`, with `DialBridged=false`. */
  readonly unheard?: number;
  /** Keys the free agents are spread over. */
  readonly shards?: number;
  /** How often a desk speaks up. */
  readonly beatMs?: number;
}

/** How a call ended for its caller. */
export interface CallerStory {
  readonly callSid: string;
  readonly arrivedAt: number;
  end: 'talked' | 'gave up' | 'sent away' | 'cut off' | undefined;
  answeredBy?: string;
  answeredAt?: number;
  readonly heard: string[];
  /** When agents rang for them out of the queue. */
  readonly offeredAt: number[];
  queuedAt?: number;
  endedAt?: number;
}

export interface Agent {
  readonly name: string;
  temper: () => Temper;
  rings: number;
  talks: number;
  ringingFor: Set<string>;
  talkingTo?: string;
}

interface Live {
  readonly story: CallerStory;
  /** Ends whatever the call is doing: the caller hangs up, or Twilio was told to go on elsewhere. */
  interrupt?: (why: Interruption) => void;
  isOver: boolean;
  /** The agent's leg that is up. */
  leg?: AgentLeg;
}

type Interruption = { readonly hangUp?: true; readonly url?: string };

const BASE = 'https://pay.example.com/api';
const parser = new XMLParser({ ignoreAttributes: false, preserveOrder: true, attributeNamePrefix: '' });

/**
 * Callers, agents and Twilio as far as calls go, in virtual time, around the real operations and the real stores. Anything
 * that must never happen is collected in `faults`.
 */
export function createWorld({
  rules: written = {},
  random,
  lost = 0,
  doubled = 0,
  failed = 0,
  unheard = 0,
  shards = 1,
  beatMs = 20_000,
}: WorldOptions) {
  const time = createVirtualTime();
  const stored = { clock: time.clock, dynamo: createDynamo() };
  const rules = readCallRules(written);
  const calls = new Map<string, Live>();
  const agents = new Map<string, Agent>();
  const stories: CallerStory[] = [];
  const faults: string[] = [];
  let desksAreOpen = true;

  /** Reservations that neither rang nor were given up: an agent who is kept from other callers for nothing. */
  const unused = new Set<string>();
  const store = createPresenceStore(stored, 'Sessions', shards);

  const services: StageNeeds = {
    addresses: createAddressStore(stored, 'Sessions'),
    clock: time.clock,
    calls: createCallRecords(stored, 'Sessions'),
    presence: {
      ...store,
      async reserve(callSid, until, most) {
        const reserved = await store.reserve(callSid, until, most);
        for (const name of reserved) unused.add(`${name} for ${callSid}`);
        return reserved;
      },
      async release(name, reservation, why) {
        unused.delete(`${name} for ${reservation.callSid}`);
        return store.release(name, reservation, why);
      },
    },
    queue: createCallQueue(stored, 'Sessions', rules),
    rules,
    settings: {
      publicBaseUrl: BASE,
      accountSid: '',
      syncServiceSid: '',
      twimlAppSid: '',
      phoneNumber: '',
      payConnectorName: undefined,
      deskUrl: 'https://desk.example.com/',
    },
    twilioCalls: {
      agentLegsUp: async ({ callSid }) => {
        const leg = calls.get(callSid)?.leg;
        return leg ? [leg] : [];
      },
      callsOf: async () => [],
      customerOf: async () => undefined,
      stateOf: async () => undefined,
      redirect: async (callSid, url) => {
        const live = calls.get(callSid);
        if (!live || live.isOver) return 'gone';
        live.interrupt?.({ url });
        return 'done';
      },
    },
  };
  const twiml = answerCall(services);
  const status = followCall(services);
  const presence = setPresence(services);
  const log = createLog(() => {});

  const request = (path: string, form: Readonly<Record<string, string>>, query = {}) => ({
    requestId: 'r',
    path,
    body: '',
    query,
    pathParameters: {},
    header: () => undefined,
    log,
    parameter: (name: string) => form[name],
  });
  /** What comes next; undefined when the request never arrived. One that arrives twice gets the second response. */
  const ask = async (
    url: string,
    form: Readonly<Record<string, string>>,
  ): Promise<readonly Verb[] | undefined> => {
    if (random() < failed) return undefined;
    const { pathname, searchParams } = new URL(url);
    const once = () =>
      time.during(twiml(request(pathname.replace('/api', ''), form, Object.fromEntries(searchParams))));
    const [first, again] = [once(), random() < doubled];
    // Both at once, or one after the other.
    if (again && random() < 0.5) await first;
    const { text } = await (again ? once() : first);
    await first;
    return readVerbs(text?.content ?? '');
  };
  /** Reports arrive within half a second, not at all, or twice, and in any order. */
  const report = async (form: Readonly<Record<string, string>>, statusCallback: string) => {
    const query = Object.fromEntries(new URL(statusCallback).searchParams);
    if (random() < lost) return;
    const times = random() < doubled ? 2 : 1;
    for (let index = 0; index < times; index += 1) {
      void time.sleep(random() * 500).then(() => time.during(status(request('/callStatus', form, query))));
    }
  };
  const say = (name: string, body: object) =>
    time.during(
      presence({
        ...request('/presence', {}),
        body: JSON.stringify(body),
        caller: { username: name, roles: ['agent'] },
      }),
    );

  /** Their desk: speaks up as long as somebody is there. */
  async function openDesk(name: string, temper: () => Temper) {
    const agent: Agent = { name, temper, rings: 0, talks: 0, ringingFor: new Set() };
    agents.set(name, agent);
    await time.during(services.presence.tokenFetched(name, new Date('2027-01-01')));
    await say(name, { state: 'online' });
    void (async () => {
      await time.sleep(random() * beatMs);
      while (desksAreOpen) {
        if (agent.temper() !== 'absent') {
          const { json } = await say(name, {
            state: 'online',
            beat: true,
            ...(agent.talkingTo ? { callSid: agent.talkingTo } : {}),
          });
          // Paused after two missed calls: they press to take calls again after a minute.
          if ((json as { state: string }).state === 'paused') {
            await time.sleep(60_000);
            await say(name, { state: 'online' });
          }
        }
        await time.sleep(beatMs);
      }
    })();
    return agent;
  }

  /** A call, and how long its caller has patience. */
  async function call(patienceMs: number, talkMs: number): Promise<CallerStory> {
    const callSid = newSid('CA');
    const story: CallerStory = {
      callSid,
      arrivedAt: time.now(),
      end: undefined,
      heard: [],
      offeredAt: [],
    };
    stories.push(story);
    const live: Live = { story, isOver: false };
    calls.set(callSid, live);
    if (Number.isFinite(patienceMs)) {
      void time.sleep(patienceMs).then(() => {
        if (story.answeredAt === undefined && !live.isOver) live.interrupt?.({ hangUp: true });
      });
    }
    let next: Next | undefined = { url: `${BASE}/twiml`, form: { CallStatus: 'ringing' } };
    while (next?.url) {
      const from = { CallSid: callSid, From: '+12025550100', CallStatus: 'in-progress' };
      next = await perform(live, (await ask(next.url, { ...from, ...next.form })) ?? FALLBACK, talkMs);
    }
    live.isOver = true;
    story.endedAt = time.now();
    story.end ??= 'cut off';
    if (story.end === 'cut off') faults.push(`${callSid} ended in silence: ${story.heard.join(' / ')}`);
    return story;
  }

  interface Next {
    readonly url: string;
    readonly form: Readonly<Record<string, string>>;
  }

  /** Runs verbs until one of them decides what comes next. */
  async function perform(live: Live, verbs: readonly Verb[], talkMs: number): Promise<Next | undefined> {
    for (const { name, attributes, children } of verbs) {
      const { story } = live;
      if (name === 'Hangup') {
        story.end ??= 'sent away';
        return undefined;
      }
      if (name === 'Redirect') return { url: textOf(children), form: {} };
      if (name === 'Dial') return dial(live, attributes, children, talkMs);
      if (name === 'Enqueue') return queue(live, attributes);
      if (name === 'Say') story.heard.push(textOf(children));
      const stopped = await pausing(live, LENGTHS[name]?.(attributes) ?? 0);
      if (stopped?.hangUp) {
        story.end = 'gave up';
        return undefined;
      }
      if (stopped?.url) return { url: stopped.url, form: {} };
    }
    return undefined;
  }

  function pausing(live: Live, milliseconds: number): Promise<Interruption | undefined> {
    return new Promise((resolve) => {
      live.interrupt = resolve;
      void time.sleep(milliseconds).then(() => resolve(undefined));
    });
  }

  async function queue(live: Live, { waitUrl = '', action = '' }: Attributes): Promise<Next> {
    const { story } = live;
    story.queuedAt ??= time.now();
    const since = time.now();
    const left = (result: string, more: object = {}) => ({
      url: action,
      form: { QueueResult: result, ...more },
    });
    for (;;) {
      let stopped: Interruption | undefined;
      live.interrupt = (why) => {
        stopped ??= why;
      };
      const verbs = await ask(waitUrl, {
        CallSid: story.callSid,
        CallStatus: 'in-progress',
        QueueTime: String(Math.floor((time.now() - since) / 1_000)),
      });
      if (!verbs) return left('error');
      for (const { name, attributes, children } of verbs) {
        if (name === 'Say') story.heard.push(textOf(children));
        if (!stopped && name === 'Leave') return left('leave');
        stopped ??= await pausing(live, LENGTHS[name]?.(attributes) ?? 0);
        if (stopped) break;
      }
      if (stopped?.hangUp) {
        story.end = 'gave up';
        await ask(action, { CallSid: story.callSid, QueueResult: 'hangup', CallStatus: 'completed' });
        return { url: '', form: {} };
      }
      if (stopped?.url) {
        const old = left('redirected');
        await ask(old.url, { CallSid: story.callSid, CallStatus: 'in-progress', ...old.form });
        return { url: stopped.url, form: {} };
      }
    }
  }

  async function dial(
    live: Live,
    { action = '', timeout = '30' }: Attributes,
    clients: readonly Verb[],
    talkMs: number,
  ): Promise<Next> {
    const { story } = live;
    if (story.queuedAt !== undefined) story.offeredAt.push(time.now());
    const legs = clients.map(({ children, attributes: { statusCallback = '' } }) => {
      const name = textOf(children.find((child) => child.name === 'Identity')?.children ?? []);
      return { name, sid: newSid('CA'), statusCallback };
    });
    const tell = ({ name, sid, statusCallback }: (typeof legs)[number], CallStatus: string) =>
      report(
        { CallSid: sid, ParentCallSid: story.callSid, To: `client:${name}`, CallStatus },
        statusCallback,
      );
    for (const { name } of legs) unused.delete(`${name} for ${story.callSid}`);
    const open = new Set(legs);
    const outcome = await new Promise<{ winner?: (typeof legs)[number]; why: string }>((resolve) => {
      live.interrupt = ({ hangUp }) => hangUp && resolve({ why: 'canceled' });
      const closeLeg = (leg: (typeof legs)[number], how: string) => {
        if (!open.delete(leg)) return;
        agents.get(leg.name)?.ringingFor.delete(story.callSid);
        void tell(leg, how);
        if (open.size === 0) resolve({ why: how });
      };
      for (const leg of legs) {
        const agent = agents.get(leg.name);
        if (!agent) throw new Error(`Nobody is called ${leg.name}`);
        if (agent.temper() === 'absent') {
          void time.sleep(200).then(() => closeLeg(leg, 'no-answer'));
          continue;
        }
        if (agent.ringingFor.size > 0) faults.push(`${agent.name} was rung for two calls at once`);
        agent.rings += 1;
        agent.ringingFor.add(story.callSid);
        const temper = agent.talkingTo ? 'ignores' : agent.temper();
        if (temper === 'answers')
          void time.sleep(1_000 + random() * 4_000).then(() => {
            if (open.has(leg) && !agent.talkingTo) resolve({ winner: leg, why: 'completed' });
          });
        if (temper === 'declines') void time.sleep(2_000).then(() => closeLeg(leg, 'busy'));
      }
      void time.sleep(Number(timeout) * 1_000 + 5_000).then(() => resolve({ why: 'no-answer' }));
    });
    const { winner, why } = outcome;
    for (const leg of open) {
      agents.get(leg.name)?.ringingFor.delete(story.callSid);
      if (leg !== winner) void tell(leg, winner || why === 'canceled' ? 'canceled' : 'no-answer');
    }
    /** Asked for within a second: sooner or later than the legs' own reports. */
    const over = async (DialCallStatus: string, form: object = {}): Promise<Next> => {
      const said = { DialCallStatus, DialBridged: 'false', ...form };
      const stopped = await pausing(live, random() * 1_000);
      if (!stopped?.hangUp) return { url: action, form: said };
      // Asked for before they left, and what comes back is ignored.
      story.end = 'gave up';
      await ask(action, { CallSid: story.callSid, CallStatus: 'in-progress', ...said });
      // Nobody tells us: whom it reserved is free once the reservation ends (decision 20).
      for (const one of unused) if (one.endsWith(` for ${story.callSid}`)) unused.delete(one);
      return { url: '', form: {} };
    };
    if (why === 'canceled') {
      story.end = 'gave up';
      await time.sleep(random() * 1_000);
      await ask(action, {
        CallSid: story.callSid,
        DialCallStatus: 'canceled',
        DialBridged: 'false',
        CallStatus: 'completed',
      });
      return { url: '', form: {} };
    }
    if (!winner) return over(why);
    void tell(winner, 'in-progress');
    if (random() < unheard) {
      void tell(winner, 'completed');
      return over('completed', { DialCallSid: winner.sid });
    }
    const agent = agents.get(winner.name);
    if (agent?.talkingTo) faults.push(`${agent.name} talks to two callers`);
    if (agent) {
      agent.talkingTo = story.callSid;
      agent.talks += 1;
    }
    live.leg = { callSid: story.callSid, legSid: winner.sid, agent: winner.name };
    story.answeredBy = winner.name;
    story.answeredAt = time.now();
    live.interrupt = () => {};
    await time.sleep(talkMs);
    if (agent) delete agent.talkingTo;
    delete live.leg;
    void tell(winner, 'completed');
    story.end = 'talked';
    return over('completed', { DialCallSid: winner.sid, DialBridged: 'true' });
  }

  return {
    time,
    agents,
    stories,
    faults,
    unused,
    services,
    openDesk,
    call,
    closeDesks() {
      desksAreOpen = false;
    },
  };
}

interface Verb {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly Verb[];
}
type Attributes = Readonly<Record<string, string>>;

/** As `web/public/voice-fallback.xml`. */
const FALLBACK: readonly Verb[] = [
  { name: 'Say', attributes: {}, children: [] },
  { name: 'Hangup', attributes: {}, children: [] },
];

const LENGTHS: Readonly<Record<string, (attributes: Attributes) => number>> = {
  Say: () => 2_000,
  Play: () => 8_000,
  Pause: ({ length = '1' }) => Number(length) * 1_000,
};

function readVerbs(xml: string): Verb[] {
  const [, response] = parser.parse(xml) as Node[];
  return nodes(response).map(toVerb);
}

type Node = Readonly<Record<string, unknown>>;

function nodes(node: Node | undefined): Node[] {
  const [name = ''] = Object.keys(node ?? {}).filter((key) => key !== ':@');
  return (node?.[name] ?? []) as Node[];
}

function toVerb(node: Node): Verb {
  const [name = ''] = Object.keys(node).filter((key) => key !== ':@');
  if (name === '#text') return { name, attributes: { text: String(node[name]) }, children: [] };
  return { name, attributes: (node[':@'] ?? {}) as Attributes, children: nodes(node).map(toVerb) };
}

function textOf(children: readonly Verb[]): string {
  return children.find(({ name }) => name === '#text')?.attributes.text ?? '';
}
