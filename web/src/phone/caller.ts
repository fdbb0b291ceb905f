import type { TextKey, Words } from '#web/src/words/catalogue.ts';
import { spell } from '#web/src/words/spoken.ts';
import { fill } from '#web/src/words/words.ts';
import { readablePhoneNumber } from './phone-number.ts';

/** What arrives in place of a number: words, or their letters on a telephone's keys (observed). */
const STAND_INS: ReadonlyMap<string, TextKey> = new Map([
  ...['anonymous', 'restricted', 'blocked', 'private', 'withheld'].map(withheld),
  ...['266696687', '7378742833', '2562533', '464'].map(withheld),
  ...['', 'unknown', 'unavailable', '8656696', '86282452253'].map(unknown),
]);

/** Kinds of address other than a telephone's (Twilio docs). */
const SCHEMES: Readonly<Record<string, TextKey>> = {
  sip: 'call.sipCaller',
  sips: 'call.sipCaller',
  client: 'call.clientCaller',
  sim: 'call.simCaller',
};

/** No telephone number in use has more than 13 digits, and no card number fewer than 12. */
const PHONE = /^\+[1-9]\d{2,12}$/;
const LEAST_OF_CARD = 12;
const LONGEST = 64;

/** Who is calling, by Twilio's `From`: a number as people read it, or in words what kind of caller it is. */
export function callerText(from: string, texts: Words['texts']): string {
  const plain = from.trim().replace(/[^\x21-\x7e]+/g, '?');
  const [, scheme = '', rest = plain] = /^(\w+):(.*)$/.exec(plain) ?? [];
  const address = rest.split(/[;?]/)[0] ?? '';
  const [user = '', host = ''] = address.split('@');
  const standIn = host.endsWith('anonymous.invalid') ? 'call.withheld' : standInFor(user);
  if (standIn) return texts[standIn];
  const kind = SCHEMES[scheme.toLowerCase()];
  if (kind) return fill(texts[kind], { address: harmless(user, host) });
  return PHONE.test(plain) ? readablePhoneNumber(plain) : harmless(plain, '');
}

/** The same, for a screen reader: a number digit by digit. */
export function spokenCaller(from: string, texts: Words['texts']): string {
  return PHONE.test(from) && !standInFor(from) ? spell(from) : callerText(from, texts);
}

/** With or without its plus; also with a 1 in front, unless that makes a North American number of it. */
function standInFor(user: string): TextKey | undefined {
  const key = user.trim().toLowerCase().replace(/^\+/, '');
  return STAND_INS.get(key) ?? (key.length === 11 ? undefined : STAND_INS.get(key.replace(/^1/, '')));
}

/** Anybody writes their own address: it may be of any length, and spell a card number. */
function harmless(user: string, host: string): string {
  const address = [user, host].filter(Boolean).join('@');
  const shown = address.length > LONGEST ? `${address.slice(0, LONGEST)}…` : address;
  const ofUser = PHONE.test(user) ? 0 : countDigits(user);
  const isServer = ofUser === 0 && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  return isServer || ofUser + countDigits(host) < LEAST_OF_CARD ? shown : shown.replace(/\d/g, 'x');
}

function countDigits(text: string): number {
  return text.replace(/\D/g, '').length;
}

function withheld(word: string): readonly [string, TextKey] {
  return [word, 'call.withheld'];
}

function unknown(word: string): readonly [string, TextKey] {
  return [word, 'call.unknownCaller'];
}
