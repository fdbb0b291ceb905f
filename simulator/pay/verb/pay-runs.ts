import type { PaymentLine } from '../../services.ts';
import type { Sound } from '../../twiml/verbs.ts';
import type { Parameters } from '../callback-parameters.ts';
import { newPayment } from '../payment-state.ts';
import { contextOf, ENDED_KEPT, lineOf, type SessionServices, submitTo } from '../sessions.ts';
import { payStep, settingsOfPay } from './pay-machine.ts';
import { actionParameters } from './pay-parameters.ts';
import type { PayEffect, PayEvent, PayState } from './pay-state.ts';
import { type PayRefusal, readPay, refusalOf } from './read-pay.ts';
import type { PayScene, TakePayment } from './take-payment.ts';

export interface PayRunServices extends SessionServices {
  readonly accountSid: string;
  /** The leg that callbacks name. */
  readonly legNamed: (callSid: string) => string;
  /** Whether a session of the Payments API is open on the call. */
  readonly isPaid: (callSid: string) => boolean;
}

/** Every `<Pay>` that runs. */
export interface PayRuns {
  readonly take: TakePayment;
  isOn(callSid: string): boolean;
  /** A key on the call, or its end. */
  dispatch(callSid: string, event: PayEvent): void;
  /** The last {@link ENDED_KEPT} that ended, and those that run, each as `<Pay> 1` and so on: it has no SID. */
  list(): readonly PaymentLine[];
  /** Ends every run without telling anybody. */
  clear(): void;
}

interface Run {
  state: PayState;
  readonly scene: PayScene;
  readonly finish: (parameters: Parameters | undefined) => void;
  stopTimer: () => void;
  /** What is being said, and when it is over. */
  prompting: AbortController;
  said: Promise<void>;
  /** When the status callbacks so far got a response. */
  told: Promise<unknown>;
  hungUp: boolean;
  /** Nobody wants to know how it ends. */
  isDropped: boolean;
}

/** Creates {@link PayRuns}: what the effects of a `<Pay>` act on. */
export function createPayRuns(services: PayRunServices): PayRuns {
  const { clock, webhooks, log } = services;
  const settings = settingsOfPay(services.settings);
  const runs = new Map<string, Run>();
  let ended: readonly PaymentLine[] = [];
  let taken = 0;

  const dispatch = (run: Run, event: PayEvent) => {
    const context = contextOf(run.state.payment, services, settings);
    const { state, effects } = payStep(run.state, event, context);
    for (const effect of effects) if (effect.type === 'done') remember(run, effect.parameters);
    run.state = state;
    for (const effect of effects) perform(run, effect);
  };

  const remember = (run: Run, parameters: Parameters | undefined) => {
    const line = { ...lineOf(standing(run)), phase: 'ended' };
    const result = parameters?.Result;
    ended = [...ended, result ? { ...line, result } : line].slice(-ENDED_KEPT);
  };

  const perform = (run: Run, effect: PayEffect) => {
    switch (effect.type) {
      case 'prompt':
        return speak(run, effect.sounds);
      case 'hush':
        return run.prompting.abort();
      case 'callback': {
        const { statusCallback } = run.scene;
        if (!statusCallback) return;
        run.told = run.told.then(() => webhooks.send('payment', statusCallback, effect.parameters));
        return;
      }
      case 'timer':
        run.stopTimer();
        run.stopTimer =
          effect.seconds === undefined
            ? () => {}
            : clock.setTimer(effect.seconds * 1000, () => dispatch(run, { type: 'timer' }));
        return;
      case 'submit':
        void submit(run);
        return;
      case 'done':
        return finish(run, effect.parameters);
    }
  };

  const speak = (run: Run, sounds: readonly Sound[]) => {
    run.prompting.abort();
    const mine = new AbortController();
    run.prompting = mine;
    const stop = AbortSignal.any([run.scene.stop, mine.signal]);
    run.said = run.said
      .then(() => (stop.aborted ? undefined : run.scene.prompt(sounds, stop)))
      .then(() => (mine.signal.aborted ? undefined : dispatch(run, { type: 'prompted' })));
  };

  const submit = async (run: Run) => {
    const outcome = await submitTo(services, run.state.payment);
    if (run.state.isOver && !run.isDropped) run.scene.warn(NOBODY_IS_TOLD);
    dispatch(run, { type: 'connector-response', outcome });
  };

  const replace = (run: Run) => {
    if (run.state.outcome) run.scene.warn(NOBODY_IS_TOLD);
    dispatch(run, { type: 'replaced' });
  };

  /** The action comes strictly after the status callbacks, and after what was being said. */
  const finish = (run: Run, parameters: Parameters | undefined) => {
    const { callSid } = run.scene;
    if (runs.get(callSid) === run) runs.delete(callSid);
    log?.(`<Pay> on ${callSid}: ended`);
    void Promise.all([run.told, run.said]).then(() => run.finish(parameters));
  };

  /** What the action gets at once when the verb cannot begin. */
  const refusalOfCall = (callSid: string, connector: string): PayRefusal | undefined => {
    if (services.isPaid(callSid) && settings.payBesidePayment === 'refused') return refusalOf(64021);
    return services.findConnector(connector) ? undefined : refusalOf(64004);
  };

  return {
    async take(pay, scene) {
      const { callSid } = scene;
      const read = readPay(pay, settings);
      const terms = {
        ...read.terms,
        sid: `<Pay> ${++taken}`,
        accountSid: services.accountSid,
        callSid: services.legNamed(callSid),
        dateCreated: clock.now(),
      };
      const payment = newPayment(terms, '');
      const refusal = read.refusal ?? refusalOfCall(callSid, terms.paymentConnector);
      if (refusal) {
        scene.warn(refusal.problem);
        return actionParameters(payment, refusal.result, settings);
      }
      if (read.warning) scene.warn(`12200: ${read.warning}`);
      return new Promise((resolve) => {
        const run: Run = {
          state: {
            plan: read.plan,
            payment,
            attempt: 1,
            isPrompting: false,
            outcome: undefined,
            isOver: false,
          },
          scene,
          finish: resolve,
          stopTimer: () => {},
          prompting: new AbortController(),
          said: Promise.resolve(),
          told: Promise.resolve(),
          hungUp: false,
          isDropped: false,
        };
        runs.set(callSid, run);
        log?.(`<Pay> on ${callSid}: started`);
        // A hang-up is an event of its own, which comes first.
        scene.stop.addEventListener('abort', () => run.hungUp || replace(run), { once: true });
        dispatch(run, { type: 'start' });
      });
    },
    isOn: (callSid) => runs.has(callSid),
    dispatch(callSid, event) {
      const run = runs.get(callSid);
      if (!run) return;
      if (event.type === 'hangup') run.hungUp = true;
      dispatch(run, event);
    },
    list: () => [...ended, ...[...runs.values()].map((run) => lineOf(standing(run)))],
    clear() {
      ended = [];
      taken = 0;
      for (const run of runs.values()) {
        run.stopTimer();
        run.prompting.abort();
        run.isDropped = true;
        run.state = { ...run.state, isOver: true };
        run.finish(undefined);
      }
      runs.clear();
    },
  };
}

function standing({ scene, state }: Run) {
  return { callSid: scene.callSid, state: state.payment };
}

const NOBODY_IS_TOLD =
  'The processor has responded, but the call does something else: nobody is told what came of it.';
