import type {
  Account,
  Call,
  Calls,
  Chance,
  Clock,
  RequestLog,
  VoiceFallback,
  Webhooks,
} from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Noun, StatusEvent } from '../twiml/verbs.ts';
import { createBridges } from './bridges.ts';
import { type DialServices, runDial } from './dial.ts';
import { isOver } from './leg.ts';
import { createLegs, type Leg } from './legs.ts';
import { NOBODY, type Party } from './party.ts';
import { runTwiml, type TwimlServices, type TwimlSource } from './run-twiml.ts';
import { createStatusCallbacks } from './status-callbacks.ts';
import { wait } from './wait.ts';

export interface CallsServices {
  readonly account: Account;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly webhooks: Webhooks;
  readonly requests: RequestLog;
  readonly settings: Settings;
  /** The party to ring for a noun of `<Dial>`; undefined when nobody is there. */
  readonly partyFor: (noun: Noun, root: Call) => Party | undefined;
  /** A key reached a connected leg. */
  readonly keyPressed: (callSid: string, key: string) => void;
  readonly ended: (callSid: string) => void;
  readonly log: (line: string) => void;
}

export interface IncomingCall extends Pick<Call, 'from' | 'to'> {
  readonly party: Party;
  readonly voiceUrl: string;
  readonly voiceFallback?: VoiceFallback;
  /** Extra parameters of the webhook, from `device.connect` in a browser; they cannot replace the usual ones. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly statusCallback?: string;
  readonly answer?: 'browser' | 'headless';
  readonly answerAs?: string;
}

export interface OutgoingCall extends Pick<Call, 'from' | 'to'> {
  readonly party: Party | undefined;
  readonly source: TwimlSource;
  readonly timeoutSeconds: number;
  readonly report?: { readonly url: string; readonly events: readonly StatusEvent[] };
}

/** {@link Calls}, with what else the phone page, the voice socket and the REST API need. */
export interface CallCentre extends Calls {
  /** Somebody calls one of the account's numbers, or a TwiML app. */
  placeIncoming(incoming: IncomingCall): Call;
  /** The application calls somebody (`POST Calls.json`). */
  placeOutgoing(outgoing: OutgoingCall): Call;
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

  const whisperServices: TwimlServices = { ...services, accountSid, legs };
  const dialServices: DialServices = {
    ...services,
    legs,
    bridges,
    whisper: (leg, source) => runTwiml(leg, source, whisperServices),
  };
  const twimlServices: TwimlServices = {
    ...whisperServices,
    dial: (dial, leg, resolve) => runDial(dial, leg, resolve, dialServices),
  };

  async function run(leg: Leg, source: TwimlSource, fallback?: VoiceFallback): Promise<void> {
    try {
      await runTwiml(leg, source, twimlServices, fallback);
    } catch (error) {
      services.log(`simulator bug in call ${leg.sid}: ${error instanceof Error ? error.message : 'unknown'}`);
      legs.move(leg, 'failed', 'The simulator failed.');
    }
    legs.move(leg, leg.call.status === 'in-progress' ? 'completed' : 'no-answer');
  }

  async function ringOut(leg: Leg, { source, timeoutSeconds }: OutgoingCall): Promise<void> {
    const ringing = () => void legs.move(leg, 'ringing');
    const outcome = await Promise.race([
      leg.party.ring({ call: leg.call, parameters: [], ringing }),
      wait(clock, timeoutSeconds * 1000, leg.ended),
    ]);
    if (outcome?.kind === 'declined') legs.move(leg, outcome.status);
    else if (!outcome) legs.move(leg, 'no-answer');
    else if (legs.move(leg, 'in-progress')) await run(leg, source);
  }

  return {
    find: (callSid) => legs.find(callSid)?.call,
    list: () => legs.list().map(({ call }) => call),
    placeIncoming({ party, voiceUrl, voiceFallback, parameters, statusCallback, ...parts }) {
      const report = statusCallback ? { url: statusCallback, events: ['completed'] as const } : undefined;
      const leg = legs.open({
        party,
        direction: 'inbound',
        status: 'ringing',
        ...parts,
        ...(report ? { report } : {}),
      });
      party.changed(leg.call);
      void run(leg, { url: voiceUrl, ...(parameters ? { parameters } : {}) }, voiceFallback);
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
      }
    },
    hangUp(callSid) {
      const leg = legs.find(callSid);
      if (!leg) return;
      const unanswered =
        leg.call.direction === 'inbound' ? services.settings.abandonedCallStatus : 'canceled';
      legs.move(leg, leg.call.status === 'in-progress' ? 'completed' : unanswered);
    },
    async renegotiate(callSid, offer) {
      return bridges.other(callSid)?.party.renegotiate(offer);
    },
    nextChange: () => new Promise((resolve) => waiting.add(resolve)),
    callbacksSettled: () => callbacks.settled(),
    reset: () => legs.clear(),
  };
}
