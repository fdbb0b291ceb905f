import { type ConferenceHall, createConferenceHall } from '../conferences/create-conference-hall.ts';
import { reportProblem } from '../log/report-problem.ts';
import type { TakePayment } from '../pay/verb/take-payment.ts';
import { runDialQueue } from '../queues/dial-queue.ts';
import { runEnqueue } from '../queues/enqueue.ts';
import type { Queues } from '../queues/queues.ts';
import type { Account, Call, Calls, Chance, Clock, Hook, RequestLog, Webhooks } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Noun } from '../twiml/verbs.ts';
import { createBridges } from './bridges.ts';
import { type DialServices, runDial } from './dial.ts';
import { createKeys } from './keys.ts';
import type { Lead } from './lead.ts';
import { isOver } from './leg.ts';
import { createLegs, type Leg, type Report } from './legs.ts';
import { NOBODY, type Party } from './party.ts';
import { runDocuments, runTwiml } from './run-twiml.ts';
import type { TwimlServices, TwimlSource } from './stage.ts';
import { createStatusCallbacks } from './status-callbacks.ts';
import { wait } from './wait.ts';

export interface CallsServices {
  readonly account: Account;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly webhooks: Webhooks;
  readonly requests: RequestLog;
  readonly settings: Settings;
  readonly queues: Queues;
  /** Whether it is one of the account's numbers. */
  readonly isOurNumber: (number: string) => boolean;
  /** The party to ring for a noun of `<Dial>`; undefined when nobody is there. */
  readonly partyFor: (noun: Noun, root: Call) => Party | undefined;
  readonly takePayment: TakePayment;
  /** A key reached a connected leg. */
  readonly keyPressed: (callSid: string, key: string) => void;
  readonly ended: (callSid: string) => void;
}

export interface IncomingCall extends Pick<Call, 'from' | 'to'> {
  readonly party: Party;
  readonly lead: Lead;
  /** Extra parameters of the webhook, from `device.connect` in a browser; they cannot replace the usual ones. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly answer?: 'browser' | 'headless';
  readonly answerAs?: string;
}

export interface OutgoingCall extends Pick<Call, 'from' | 'to'> {
  readonly party: Party | undefined;
  readonly source: TwimlSource;
  readonly fallback?: Hook;
  readonly timeoutSeconds: number;
  readonly report?: Report;
  /** Custom parameters for a browser client. */
  readonly parameters?: readonly (readonly [name: string, value: string])[];
  /** Told of the new leg before it rings; returns somebody who is up already, with whom it shall have sound. */
  readonly opened?: (leg: Leg) => Invite;
}

interface Invite {
  offer(): Promise<string | undefined>;
  answered(sdp: string | undefined): void;
}

/** New TwiML for a live leg. */
export interface Redirection {
  readonly source: TwimlSource;
  readonly fallback?: Hook;
  readonly statusCallback?: Hook;
}

/** {@link Calls}, with what else the phone page, the voice socket and the REST API need. */
export interface CallCentre extends Calls {
  readonly conferences: ConferenceHall;
  /** Somebody calls one of the account's numbers, or a TwiML app. */
  placeIncoming(incoming: IncomingCall): Call;
  /** The application calls somebody (`POST Calls.json`). */
  placeOutgoing(outgoing: OutgoingCall): Call;
  /** Gives a live leg other TwiML, whatever it is doing; false when it is not up. */
  redirect(callSid: string, redirection: Redirection): boolean;
  /** Passes an ICE restart to the other side of the bridge; undefined when there is none. */
  renegotiate(callSid: string, offer: string): Promise<string | undefined>;
  /** Settles the next time any leg changes. */
  nextChange(): Promise<void>;
  /** Settles when every status callback so far got a response, or was given up. */
  callbacksSettled(): Promise<void>;
  reset(): void;
}

/** Legs, the TwiML that drives them and the callbacks that report them. */
export function createCalls(services: CallsServices): CallCentre {
  const { account, clock, webhooks } = services;
  const { accountSid } = account;
  const callbacks = createStatusCallbacks({ accountSid, webhooks, clock });
  const bridges = createBridges();
  const keys = createKeys();
  const programs = new WeakMap<Leg, { readonly over: Promise<void>; readonly fallback?: Hook }>();
  const waiting = new Set<() => void>();
  const legs = createLegs({
    clock,
    chance: services.chance,
    opened: (leg) => callbacks.tell(leg),
    moved(leg, note) {
      callbacks.tell(leg);
      leg.party.changed(leg.call, note);
      if (isOver(leg.call)) services.ended(leg.sid);
      for (const wake of waiting) wake();
      waiting.clear();
    },
  });

  const dialServices: DialServices = {
    ...services,
    legs,
    bridges,
    whisper: (stage, source) => runTwiml(stage, source, twimlServices),
  };
  const queueServices = {
    ...services,
    legs,
    bridges,
    run: (...[stage, source]: Parameters<DialServices['whisper']>) =>
      runDocuments(stage, source, twimlServices),
  };
  const conferences = createConferenceHall({ ...queueServices, accountSid });
  const twimlServices: TwimlServices = {
    ...services,
    accountSid,
    legs,
    keys,
    dial(dial, scene) {
      if (dial.conference) return conferences.dial(dial.conference, scene);
      return dial.queue
        ? runDialQueue(dial, dial.queue, scene, queueServices)
        : runDial(dial, scene, dialServices);
    },
    enqueue: (enqueue, scene) => runEnqueue(enqueue, scene, queueServices),
  };

  /** Runs TwiML on a leg once what it did before has come to its end; the leg ends with its last verb. */
  function start(leg: Leg, source: TwimlSource, fallback?: Hook): void {
    const stop = leg.turn;
    const before = programs.get(leg)?.over;
    const over = before
      ? before.then(() => run(leg, stop, source, fallback))
      : run(leg, stop, source, fallback);
    programs.set(leg, { over, ...(fallback ? { fallback } : {}) });
  }

  async function run(leg: Leg, stop: AbortSignal, source: TwimlSource, fallback?: Hook): Promise<void> {
    if (stop.aborted) return;
    try {
      await runTwiml({ leg, stop, place: 'call' }, source, twimlServices, fallback);
    } catch (error) {
      const what = error instanceof Error ? error.message : 'unknown';
      reportProblem(
        services,
        leg.sid,
        'url' in source ? source.url : undefined,
        `Bug of the simulator: ${what}`,
      );
      legs.move(leg, 'failed', 'The simulator failed.');
    }
    if (!stop.aborted) legs.move(leg, leg.call.status === 'in-progress' ? 'completed' : 'no-answer');
  }

  async function ringOut(leg: Leg, outgoing: OutgoingCall): Promise<void> {
    const { source, fallback, timeoutSeconds, parameters = [] } = outgoing;
    const ringing = () => void legs.move(leg, 'ringing');
    const invite = outgoing.opened?.(leg);
    const offer = invite && (await invite.offer());
    if (leg.ended.aborted) return;
    const outcome = await Promise.race([
      leg.party.ring({ call: leg.call, parameters, ringing, ...(offer === undefined ? {} : { offer }) }),
      wait(clock, timeoutSeconds * 1000, leg.ended),
    ]);
    if (!outcome) legs.move(leg, 'no-answer');
    else if (outcome.kind === 'declined') legs.move(leg, outcome.status);
    else if (legs.move(leg, 'in-progress')) {
      invite?.answered(outcome.sdp);
      start(leg, source, fallback);
    }
  }

  /** A dialled leg is up from its answer on; only a call behind `answerOnBridge` may be redirected while it rings. */
  function canRedirect({ status, direction }: Call): boolean {
    if (status === 'in-progress') return true;
    return status === 'ringing' && direction === 'inbound' && services.settings.redirectRinging;
  }

  return {
    find: (callSid) => legs.find(callSid)?.call,
    list: () => legs.list().map(({ call }) => call),
    placeIncoming({ party, lead, parameters, ...parts }) {
      const report = lead.statusCallback && endReport(lead.statusCallback);
      const leg = legs.open({
        party,
        direction: 'inbound',
        status: 'ringing',
        ...parts,
        ...(report ? { report } : {}),
      });
      party.changed(leg.call);
      start(leg, { ...lead.voice, ...(parameters ? { parameters } : {}) }, lead.voiceFallback);
      return leg.call;
    },
    placeOutgoing(outgoing) {
      const { from, to, party, report } = outgoing;
      const leg = legs.open({
        party: party ?? NOBODY,
        from,
        to,
        direction: 'outbound-api',
        status: 'queued',
        ...(report ? { report } : {}),
      });
      const queued = leg.call;
      void ringOut(leg, outgoing);
      return queued;
    },
    pressKey(callSid, key) {
      if (/^[0-9*#]$/.test(key) && legs.find(callSid)?.call.status === 'in-progress') {
        services.keyPressed(callSid, key);
        keys.press(callSid, key);
      }
    },
    hangUp(callSid) {
      const leg = legs.find(callSid);
      if (!leg) return;
      const unanswered =
        leg.call.direction === 'inbound' ? services.settings.abandonedCallStatus : 'canceled';
      legs.move(leg, leg.call.status === 'in-progress' ? 'completed' : unanswered);
    },
    redirect(callSid, { source, fallback, statusCallback }) {
      const leg = legs.find(callSid);
      if (!leg || !canRedirect(leg.call)) return false;
      const kept = services.settings.redirectKeepsFallback ? programs.get(leg)?.fallback : undefined;
      if (statusCallback) legs.report(leg, endReport(statusCallback));
      legs.interrupt(leg);
      start(leg, source, fallback ?? kept);
      return true;
    },
    async renegotiate(callSid, offer) {
      return bridges.other(callSid)?.party.renegotiate(offer);
    },
    conferences,
    nextChange: () => new Promise((resolve) => waiting.add(resolve)),
    callbacksSettled: () => callbacks.settled(),
    reset() {
      conferences.clear();
      legs.clear();
    },
  };
}

function endReport(hook: Hook): Report {
  return { hook, events: ['completed'] };
}
