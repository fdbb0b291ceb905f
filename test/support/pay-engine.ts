import { step } from '#simulator/pay/engine.ts';
import {
  newPayment,
  type PaymentContext,
  type PaymentEvent,
  type PaymentState,
} from '#simulator/pay/payment-state.ts';
import type { PaymentTerms } from '#simulator/pay/payment-terms.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';

export const URL = 'https://app.example/cb';

/** Terms of a card charge that needs number, expiry and security code. */
export function terms(changes: Partial<PaymentTerms> = {}): PaymentTerms {
  return {
    sid: `PK${'2'.repeat(32)}`,
    accountSid: `AC${'0'.repeat(32)}`,
    callSid: `CA${'c'.repeat(32)}`,
    dateCreated: new Date('2026-01-15T10:00:00.123Z'),
    paymentMethod: 'credit-card',
    bankAccountType: 'consumer-checking',
    chargeAmount: '12.00',
    currency: 'USD',
    tokenType: 'reusable',
    description: undefined,
    parameters: {},
    paymentConnector: 'Default',
    securityCode: true,
    postalCode: false,
    literalPostalCode: undefined,
    minPostalCodeLength: undefined,
    timeoutSeconds: 5,
    validCardTypes: ['visa', 'mastercard', 'amex'],
    requireMatching: [],
    confirmation: false,
    ...changes,
  };
}

export function context(settings: Partial<Settings> = {}, now = '2026-01-15T10:00:00.123Z'): PaymentContext {
  return { now: new Date(now), settings: { ...DEFAULT_SETTINGS, ...settings }, connectorMode: 'TEST' };
}

/** A session driven event by event that records every effect. */
export function session(changes: Partial<PaymentTerms> = {}, settings: Partial<Settings> = {}) {
  const world = context(settings);
  let state: PaymentState = newPayment(terms(changes), URL);
  const callbacks: Record<string, string>[] = [];
  const others: string[] = [];
  const dispatch = (event: PaymentEvent) => {
    const result = step(state, event, world);
    state = result.state;
    for (const effect of result.effects) {
      if (effect.type === 'callback') callbacks.push({ ...effect.parameters });
      else others.push(effect.type === 'timer' ? `timer ${effect.seconds ?? 'off'}` : effect.type);
    }
  };
  return {
    dispatch,
    capture: (capture: Extract<PaymentEvent, { type: 'capture' }>['capture'], keys = '') => {
      dispatch({ type: 'capture', capture, statusCallback: URL });
      for (const key of keys) dispatch({ type: 'key', key });
    },
    press: (keys: string) => {
      for (const key of keys) dispatch({ type: 'key', key });
    },
    complete: () => dispatch({ type: 'complete', statusCallback: URL }),
    cancel: () => dispatch({ type: 'cancel', statusCallback: URL }),
    get state() {
      return state;
    },
    callbacks,
    /** Effects that are not callbacks, e.g. `timer 5`, `timer off`, `submit`. */
    others,
    last: () => callbacks.at(-1) ?? {},
  };
}
