import type {
  ErrorResponse,
  PaySession,
  PaySessionList,
  PaySessionRecord,
} from '#lambdas/contract/desk-api.ts';
import { makePayer } from '../leak-hunt/cards.ts';
import type { Random } from '../random.ts';
import { type Agent, pause } from '../stack/agent.ts';
import type { HeldCallbacks, TappedCallback } from '../stack/callback-tap.ts';
import type { ProveStack } from '../stack/start-stack.ts';

/** One attack on the claim, on calls of its own. */
export interface AttackCase {
  readonly name: string;
  readonly claim: string;
  /** It does to the whole stack what no other case must see. */
  readonly alone?: true;
  run(rig: Rig): Promise<void>;
}

export interface RigParts {
  readonly stack: ProveStack;
  readonly agent: Agent;
  /** Another agent, for what happens on another call or at the same moment. */
  readonly partner: Agent;
  readonly supervisor: Agent;
  /** Names the case; goes with its charges to the processor as their description. */
  readonly order: string;
  readonly random: Random;
}

export type Started = PaySession & Partial<ErrorResponse>;

export interface Rig extends RigParts {
  /** A finding unless it is so. */
  check(isSo: boolean, what: string): void;
  /** A new call of the agent's. */
  freshCall(agent?: Agent): Promise<string>;
  start(
    callSid: string,
    more: Readonly<Record<string, unknown>>,
    agent?: Agent,
  ): Promise<{ readonly status: number; readonly body: Started }>;
  /** Starts a charge and keys in the whole card. @throws Error when that fails: the attack could not begin. */
  ready(callSid: string, more: Readonly<Record<string, unknown>>): Promise<PaySession>;
  /** Submits it, waits for the processor's approval and keeps every callback about it back. */
  submitUnheard(session: Pick<PaySession, 'paySid'>): Promise<HeldCallbacks>;
  /** Keeps callbacks back until the case lets them go, at its end at the latest. */
  hold(matches: (callback: TappedCallback) => boolean): HeldCallbacks;
  read(paySid: string): Promise<PaySessionRecord>;
  /** What the list shows of a call. */
  listed(callSid: string): Promise<readonly PaySession[]>;
  /** Charges of this case that the processor approved. */
  charges(): number;
  /** Sessions that Twilio opened on the call. */
  opened(callSid: string): readonly string[];
  /** Resolves once it is so. @throws Error with `what` when it does not come. */
  wait(isSo: () => boolean, what: string): Promise<void>;
  /** Undoes what the case left: held callbacks, calls. */
  letGo(): Promise<void>;
}

/** Far beyond what anything takes: a crowded machine is no finding. */
const PATIENCE_MS = 20_000;

/** The means of an attack; `find` gets one sentence for each broken claim. */
export function openRig(parts: RigParts, find: (what: string) => void): Rig {
  const { stack, agent, partner, supervisor, order, random } = parts;
  const holds: HeldCallbacks[] = [];

  const rig: Rig = {
    ...parts,
    check(isSo, what) {
      if (!isSo) find(what);
    },
    async freshCall(who = agent) {
      await who.hangUp();
      return who.call();
    },
    start: (callSid, more, who = agent) =>
      who.post<Started>('/startPaySession', {
        callSid,
        description: order,
        postalCode: false,
        timeout: 60,
        ...more,
      }),
    async ready(callSid, more) {
      const { status, body } = await rig.start(callSid, more);
      if (status !== 201) throw new Error(`The first start is refused with ${status}.`);
      const { number, expiry, securityCode } = makePayer(random, 0);
      let session: PaySession | undefined = body;
      for (const [capture, keys] of [
        ['payment-card-number', number],
        ['expiration-date', expiry],
        ['security-code', securityCode],
      ] as const) {
        session = session && (await agent.capture(session, capture, `${keys}#`));
      }
      if (session?.state !== 'ready')
        throw new Error(`The card keyed in leads to ${session?.state}, not ready.`);
      return session;
    },
    async submitUnheard({ paySid }) {
      const held = rig.hold(({ parameters }) => parameters.Sid === paySid);
      const { status } = await agent.post('/completePaySession', { paySid });
      if (status !== 202) throw new Error(`The payment is submitted with ${status}, not 202.`);
      await rig.wait(() => held.waiting.some(({ parameters }) => parameters.Result), 'Twilio has no result.');
      return held;
    },
    hold(matches) {
      const held = stack.callbacks.hold(matches);
      holds.push(held);
      return held;
    },
    read: async (paySid) => (await agent.get(`/paySessions/${paySid}`)).body,
    listed: async (callSid) =>
      (await supervisor.get<PaySessionList>(`/paySessions?callSid=${callSid}`)).body.items,
    charges: () =>
      stack.processor.ledger.filter(({ approved, description }) => approved && description === order).length,
    opened: (callSid) => [
      ...new Set(
        stack.twilio.seen.flatMap((request) => (request.callSid === callSid ? (request.paySid ?? []) : [])),
      ),
    ],
    async wait(isSo, what) {
      const giveUpAt = Date.now() + PATIENCE_MS;
      while (!isSo()) {
        if (Date.now() > giveUpAt) throw new Error(what);
        await pause(5);
      }
    },
    async letGo() {
      for (const held of holds) await held.release([]);
      await Promise.all([agent.hangUp(), partner.hangUp()]);
    },
  };
  return rig;
}
