import { newPayment } from '#simulator/pay/payment-state.ts';
import { payStep, settingsOfPay } from '#simulator/pay/verb/pay-machine.ts';
import type { PayEffect, PayEvent, PayState } from '#simulator/pay/verb/pay-state.ts';
import { readPay } from '#simulator/pay/verb/read-pay.ts';
import type { ConnectorConfig } from '#simulator/services.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';
import { parseTwiml } from '#simulator/twiml/parse.ts';
import type { Pay } from '#simulator/twiml/verbs.ts';

/** The `<Pay>` of a document, e.g. `payOf('maxAttempts="2"', '<Prompt …/>')`. */
export function payOf(attributes = '', inner = ''): Pay {
  const [verb] = parseTwiml(`<Response><Pay ${attributes}>${inner}</Pay></Response>`);
  if (verb?.verb !== 'Pay') throw new Error('The document has no <Pay>.');
  return verb;
}

/** A `<Pay>` driven event by event that records every effect; prompts are said in no time unless `holds`. */
export function payVerb(
  attributes = '',
  inner = '',
  given: Partial<Settings> & { readonly mode?: ConnectorConfig['mode']; readonly holds?: boolean } = {},
) {
  const { mode = 'TEST', holds = false, ...changes } = given;
  const settings = settingsOfPay({ ...DEFAULT_SETTINGS, ...changes });
  const read = readPay(payOf(attributes, inner), settings);
  if (read.refusal) throw new Error(read.refusal.problem);
  const named = { accountSid: 'AC1', callSid: 'CA1', sid: '', dateCreated: new Date(0) };
  let state: PayState = {
    plan: read.plan,
    payment: newPayment({ ...read.terms, ...named }, ''),
    attempt: 1,
    isPrompting: false,
    outcome: undefined,
    isOver: false,
  };
  const context = { now: new Date('2026-01-15T10:00:00Z'), settings, connectorMode: mode };
  const effects: PayEffect[] = [];
  const dispatch = (event: PayEvent) => {
    const next = payStep(state, event, context);
    state = next.state;
    effects.push(...next.effects);
    if (!holds && next.effects.some(({ type }) => type === 'prompt')) dispatch({ type: 'prompted' });
  };
  dispatch({ type: 'start' });
  const of = <Type extends PayEffect['type']>(type: Type) =>
    effects.filter((effect): effect is Extract<PayEffect, { readonly type: Type }> => effect.type === type);
  return {
    dispatch,
    press(keys: string) {
      for (const key of keys) dispatch({ type: 'key', key });
    },
    get state() {
      return state;
    },
    effects,
    callbacks: () => of('callback').map(({ parameters }) => parameters),
    /** What was said, one text a prompt. */
    said: () =>
      of('prompt').map(({ sounds }) =>
        sounds.map((sound) => ('text' in sound ? sound.text : sound.verb)).join(' '),
      ),
    timers: () => of('timer').map(({ seconds }) => seconds),
    submitted: () => of('submit').length,
    ends: () => of('done').map(({ parameters }) => parameters),
  };
}
