import { shown } from './entries.ts';
import type { Entry, Leg, Payment } from './wire.ts';

/** Kinds of requests in words, in the order of the filter. */
export const KINDS: Readonly<Record<string, string>> = {
  voice: 'TwiML',
  callStatus: 'Call status',
  payment: 'Payment',
  connector: 'Processor',
  rest: 'REST',
  conference: 'Conference',
  sdk: 'SDK',
};

/** `14:02:11.123` in the zone of the browser. */
export function timeOfDay(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `1:05`, or `1:02:05` from an hour on. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, ...rest] = parts;
  const shownParts = hours ? parts : rest;
  return shownParts
    .map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
}

/** The path and query of an address, without what is the same in all; the whole of it where it is not one. */
export function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return (pathname + search)
    .replace(/^\/(2010-04-01\/Accounts|v1\/Services)\/[^/]+(?=\/)/, '')
    .replace(/\b([A-Z]{2})[0-9a-f]{32}\b/g, '$1…');
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

/** What matters most of a request's parameters, for its second line; their names where no value does. */
export function gist({ parameters }: Entry): string {
  const values = GIST.flatMap((name) => {
    const value = parameters[name];
    return value === undefined || value === '' ? [] : [`${name}=${shown(value)}`];
  })
    .slice(0, 4)
    .join(' · ');
  return values || Object.keys(parameters).join(', ');
}

const GIST = [
  ...['StatusCallbackEvent', 'Capture', 'Status', 'Result', 'ErrorType', 'PayErrorCode', 'PaymentCardNumber'],
  ...[
    'ExpirationDate',
    'SecurityCode',
    'PartialResult',
    'Required',
    'QueueResult',
    'DialCallStatus',
    'CallStatus',
  ],
  ...['ChargeAmount', 'method', 'amount', 'UniqueName', 'To', 'From'],
];

/** Statuses of a leg that is over. */
const OVER: readonly Leg['status'][] = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

export function isOver({ status }: Pick<Leg, 'status'>): boolean {
  return OVER.includes(status);
}

const FIELDS: Readonly<Record<string, string>> = {
  'payment-card-number': 'Card number',
  'expiration-date': 'Expiration date',
  'security-code': 'Security code',
  'postal-code': 'Postal code',
  'bank-routing-number': 'Routing number',
  'bank-account-number': 'Account number',
};

/** A field as people call it; `-matcher` is the second entry of one. */
export function fieldName(capture: string): string {
  const again = capture.endsWith('-matcher');
  const name = FIELDS[capture.replace(/-matcher$/, '')] ?? capture;
  return again ? `${name} again` : name;
}

const PHASES: Readonly<Record<string, string>> = {
  open: 'Waiting for your application',
  capturing: 'The caller is keying in',
  confirming: 'The caller is to press 1 or 2',
  submitting: 'Waiting for the processor',
  ended: 'Ended',
};

export function phaseName({ phase, result }: Payment): string {
  if (phase === 'ended' && result) return `Ended: ${result}`;
  return PHASES[phase] ?? phase;
}

/** Ended well, ended badly, or still going. */
export function outcomeOf({ phase, result }: Payment): 'going' | 'good' | 'bad' {
  if (phase !== 'ended') return 'going';
  return result === 'success' ? 'good' : 'bad';
}

/** `+14155550100` as `+1 415 555 0100`; `client:ana` as it is. */
export function spaced(number: string): string {
  return number.replace(/^(\+1)(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3 $4');
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
