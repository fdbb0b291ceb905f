import { effect, type Signal, signal } from '@preact/signals';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import type { OpenResponse } from '#lambdas/contract/panel-api.ts';
import { type IdRule, type IdRules, NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { askForNextField } from '#web/src/payment/auto-advance.ts';
import { createLiveConnection } from '#web/src/payment/live-connection.ts';
import type { PaidCall, Terms } from '#web/src/payment/paid-call.ts';
import { createPayment } from '#web/src/payment/payment.ts';
import type { Payment } from '#web/src/payment/payment-state.ts';
import { speakOfPayments } from '#web/src/payment/speak-of-payments.ts';
import { createTokens } from '#web/src/phone/tokens.ts';
import { createPanelApi } from './panel-api.ts';
import type { PanelOptions } from './panel-options.ts';
import { tellHost } from './tell-host.ts';

/** A panel with a grant: the payment of one call. */
export interface OpenPanel {
  readonly terms: Terms;
  readonly payment: Payment;
  readonly paidCall: PaidCall;
  readonly practice: boolean;
  /** What the business calls its ids. */
  readonly ids: IdRules;
  /** True once the service no longer takes its token, until it is opened again. */
  readonly isClosed: Signal<boolean>;
  close(): void;
}

/** What the panel reads of the desk's `/config.json`. */
export type PanelConfig = Pick<DeskConfig, 'sync' | 'practice' | 'ids'>;

interface Opening extends PanelOptions {
  readonly opened: OpenResponse;
  readonly config: PanelConfig;
  /** The same grant's successor, from the host; undefined when it gives none for this call. @throws ApiError */
  readonly reopen: () => Promise<OpenResponse | undefined>;
}

/** After one of these nothing can start on the call any more. */
const CALL_OVER = ['CALL_ENDED', 'CALL_NOT_FOUND'];

/** Sets up the payment of a grant: what the service knows of it already, then live. */
export function openPanel(opening: Opening): OpenPanel {
  const { opened, config, clock, host, settings, announcer, words, load, loadSync } = opening;
  const isClosed = signal(false);
  let { token } = opened;
  let renewing: Promise<boolean> | undefined;
  const renewOnce = async () => {
    const next = await opening.reopen();
    if (next) token = next.token;
    return next !== undefined;
  };
  const renew = () => {
    // Asked once: from then on it is the agent who asks.
    if (isClosed.peek()) return Promise.resolve(false);
    renewing ??= renewOnce().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  const api = createPanelApi(load, {
    accessToken: async () => token,
    renew: () => renew().catch(() => false),
    markEnded: () => {
      isClosed.value = true;
    },
  });
  const tokens = createTokens(api, clock, renew);
  const live = createLiveConnection({ load: loadSync, options: config.sync, tokens });
  const payment = createPayment({ api: api.payments, live, clock });

  const callSid = signal<string | undefined>(opened.callSid);
  const isUp = signal(true);
  effect(() => {
    const isOver = CALL_OVER.includes(payment.problem.value?.error.code ?? '');
    if (isOver || payment.session.value?.result === 'caller-hung-up') isUp.value = false;
  });
  askForNextField({ payment, settings });
  speakOfPayments({ announcer, payment, settings, clock, words });
  tellHost(host, payment);
  // The panel is usable without either: starting a payment finds an open one, and it asks every few seconds.
  void payment.resume(opened.callSid, opened.agent).catch(() => undefined);
  void live.connect();

  const { reference, customer, currency, maxAmount, amount, methods } = opened;
  return {
    terms: {
      reference,
      currency,
      maxAmount,
      methods,
      ...(customer === undefined ? {} : { customer }),
      ...(amount === undefined ? {} : { amount }),
    },
    payment,
    paidCall: { callSid, isUp, leave: () => undefined },
    practice: config.practice,
    ids: namesOf(config.ids),
    isClosed,
    close() {
      payment.clear();
      live.close();
    },
  };
}

/** The grant has the ids already, as the service read them: only their names are needed. */
function namesOf({ reference, customer }: IdRules = NO_RULES): IdRules {
  const name = ({ label }: IdRule): IdRule => ({
    required: false,
    ...(label === undefined ? {} : { label }),
  });
  return { reference: name(reference), customer: name(customer) };
}
