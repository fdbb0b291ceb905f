import type { AskConnector } from '../connector/connector-client.ts';
import type { ConnectorOutcome } from '../connector/connector-outcome.ts';
import type { Clock, ConnectorConfig, PaymentLine, Webhooks } from '../services.ts';
import type { Settings } from '../settings.ts';
import { buildConnectorRequest } from './build-connector-request.ts';
import { step } from './engine.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import {
  newPayment,
  type PaymentContext,
  type PaymentEffect,
  type PaymentEvent,
  type PaymentState,
} from './payment-state.ts';
import type { PaymentTerms } from './payment-terms.ts';

export interface SessionServices {
  readonly askConnector: AskConnector;
  readonly clock: Clock;
  readonly findConnector: (uniqueName: string) => ConnectorConfig | undefined;
  readonly settings: Settings;
  readonly webhooks: Webhooks;
  readonly log?: (line: string) => void;
}

/** One open session, on the leg on which the digits are keyed in. */
export interface Session {
  readonly callSid: string;
  readonly state: PaymentState;
}

/** The open sessions, and what their effects act on: timers, callbacks, the connector. */
export interface Sessions {
  find(paymentSid: string): Session | undefined;
  onCall(callSid: string): Session | undefined;
  open(callSid: string, terms: PaymentTerms, statusCallback: string, event: StartEvent): void;
  dispatch(paymentSid: string, event: PaymentEvent): void;
  /** The open ones after the last {@link ENDED_KEPT} that ended. */
  list(): readonly PaymentLine[];
  /** Forgets every session, timer and unsent callback. */
  clear(): void;
}

type StartEvent = Extract<PaymentEvent, { readonly type: 'start' }>;

interface Running {
  readonly callSid: string;
  readonly outbox: Outbox;
  state: PaymentState;
  stopTimer: () => void;
}

/** Ended sessions that keep a line. */
export const ENDED_KEPT = 50;

/** Creates {@link Sessions}. A session that ended is forgotten, with its digits, but for a line. */
export function createSessions(services: SessionServices): Sessions {
  const { clock, settings, webhooks, log } = services;
  const sessions = new Map<string, Running>();
  let ended: readonly PaymentLine[] = [];

  const dispatch = (sid: string, event: PaymentEvent) => {
    const running = sessions.get(sid);
    if (!running) return;
    const before = lineOf(running);
    const { state, effects } = step(running.state, event, contextOf(running.state, services, settings));
    running.state = state;
    if (state.phase === 'ended') {
      sessions.delete(sid);
      ended = [...ended, { ...before, phase: state.phase, ...resultOf(effects) }].slice(-ENDED_KEPT);
      log?.(`payment ${sid}: ended`);
    }
    for (const effect of effects) perform(running, effect);
  };

  const perform = (running: Running, effect: PaymentEffect) => {
    const { sid } = running.state.terms;
    switch (effect.type) {
      case 'callback':
        return running.outbox.add(effect);
      case 'timer':
        running.stopTimer();
        running.stopTimer =
          effect.seconds === undefined
            ? () => {}
            : clock.setTimer(effect.seconds * 1000, () => dispatch(sid, { type: 'timer' }));
        return;
      case 'submit':
        void submit(running);
    }
  };

  const submit = async ({ state }: Running) => {
    const outcome = await submitTo(services, state);
    dispatch(state.terms.sid, { type: 'connector-response', outcome });
  };

  return {
    find: (sid) => sessions.get(sid),
    onCall: (callSid) => [...sessions.values()].find((running) => running.callSid === callSid),
    open(callSid, terms, statusCallback, event) {
      const outbox = createOutbox(webhooks.post, settings.coalescePartials);
      const state = newPayment(terms, statusCallback);
      sessions.set(terms.sid, { callSid, outbox, state, stopTimer: () => {} });
      log?.(`payment ${terms.sid}: started on ${callSid}`);
      dispatch(terms.sid, event);
    },
    dispatch,
    list: () => [...ended, ...[...sessions.values()].map(lineOf)],
    clear() {
      for (const { stopTimer, outbox } of sessions.values()) {
        stopTimer();
        outbox.clear();
      }
      sessions.clear();
      ended = [];
    },
  };
}

/** How a session stands, in names of fields. */
export function lineOf({ callSid, state }: Session): PaymentLine {
  const { terms, phase, typing, entered } = state;
  return {
    sid: terms.sid,
    callSid,
    phase,
    ...(typing ? { capture: typing.capture } : {}),
    captured: Object.keys(entered),
  };
}

function resultOf(effects: readonly PaymentEffect[]): { readonly result?: string } {
  for (const effect of effects) {
    const result = effect.type === 'callback' ? effect.parameters.Result : undefined;
    if (result) return { result };
  }
  return {};
}

/** What the engine has to know of the world for its next step. */
export function contextOf<S extends PaymentContext['settings']>(
  { terms }: PaymentState,
  { clock, findConnector }: SessionServices,
  settings: S,
): PaymentContext & { readonly settings: S } {
  return { now: clock.now(), settings, connectorMode: findConnector(terms.paymentConnector)?.mode ?? 'TEST' };
}

/** Asks the session's connector, which may be gone. */
export async function submitTo(
  { findConnector, askConnector }: SessionServices,
  state: PaymentState,
): Promise<ConnectorOutcome> {
  const connector = findConnector(state.terms.paymentConnector);
  return connector ? askConnector(connector, buildConnectorRequest(state)) : { kind: 'unauthorised' };
}
