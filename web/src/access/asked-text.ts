import type { AccessEvent } from '#lambdas/contract/desk-api.ts';
import { ENDINGS } from '#lambdas/contract/payment-ending.ts';
import type { TextKey, Translate } from '#web/src/words/access-words.ts';

const NAMES: Readonly<Record<string, TextKey>> = {
  from: 'list.from',
  to: 'list.to',
  agent: 'list.agent',
  state: 'list.state',
  ending: 'search.ending',
  failure: 'access.failure',
  reason: 'search.reason',
  outcome: 'search.outcome',
  callSid: 'record.call',
  paySid: 'record.payment',
  lastFour: 'search.lastFour',
  amount: 'search.amount',
  amountFrom: 'search.amountFrom',
  amountTo: 'search.amountTo',
  currency: 'search.currency',
  brand: 'search.brand',
  method: 'list.method',
  confirmation: 'search.confirmation',
  changedSince: 'search.changedSince',
  reference: 'list.reference',
  customer: 'list.customer',
  by: 'access.person',
  page: 'access.page',
};
const VALUES: Readonly<Record<string, TextKey>> = {
  'state active': 'state.active',
  'state succeeded': 'state.succeeded',
  'state failed': 'state.failed',
  'state cancelled': 'state.cancelled',
  'state unknown': 'state.unknown',
  'failure declined': 'state.declined',
  'failure error': 'state.error',
  ...Object.fromEntries(ENDINGS.map((ending) => [`ending ${ending}`, `ending.${ending}` as const])),
  'method credit-card': 'form.card',
  'method ach-debit': 'form.bank',
  'outcome charged': 'outcome.charged',
  'outcome saved': 'pay.saved',
  'outcome notCharged': 'outcome.notCharged',
  'outcome unknown': 'outcome.unknown',
  'lastFour given': 'access.given',
  'reference given': 'access.given',
  'confirmation given': 'access.given',
  'customer given': 'access.given',
  'page next': 'access.next',
};

/** What a person asked for: "State: Failed, From: …". A filter without its own words is shown as recorded. */
export function askedText(
  { filter = {} }: AccessEvent,
  t: Translate,
  formatTime: (iso: string) => string,
): string {
  const asked = Object.entries(filter).map(([name, value]) => {
    const key = NAMES[name];
    const word = VALUES[`${name} ${value}`];
    const isTime = ['from', 'to', 'changedSince'].includes(name) && value.includes('T');
    return `${key ? t(key) : name}: ${word ? t(word) : isTime ? formatTime(value) : value}`;
  });
  return asked.length > 0 ? asked.join(' · ') : t('access.everything');
}
