import type { AccessEvent } from '#lambdas/contract/desk-api.ts';
import type { TextKey, Translate } from '#web/src/words/access-words.ts';

const NAMES: Readonly<Record<string, TextKey>> = {
  from: 'list.from',
  to: 'list.to',
  agent: 'list.agent',
  state: 'list.state',
  failure: 'access.failure',
  outcome: 'search.outcome',
  callSid: 'record.call',
  paySid: 'record.payment',
  lastFour: 'search.lastFour',
  amount: 'search.amount',
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
  'outcome charged': 'outcome.charged',
  'outcome saved': 'pay.saved',
  'outcome notCharged': 'outcome.notCharged',
  'outcome unknown': 'outcome.unknown',
  'lastFour given': 'access.given',
  'reference given': 'access.given',
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
    const isTime = (name === 'from' || name === 'to') && value.includes('T');
    return `${key ? t(key) : name}: ${word ? t(word) : isTime ? formatTime(value) : value}`;
  });
  return asked.length > 0 ? asked.join(' · ') : t('access.everything');
}
