import { readings } from './readings.ts';

const SECURITY_CODE =
  '(?:card[\\s_]*(?:code|verification)|(?:card[\\s_]*)?(?:c[\\s.]?v[\\s.]?[vcn]2?s?|c[\\s.]?s[\\s.]?c|cid|pin|verification (?:code|value)|security[\\s_]*(?:code|no|number|digits)|codigo de seguridad))';
const EXPIRY =
  '(?:exp|expy|expiry|expires|expiring|expiration|expires on|valid (?:thru|through|until|to)|good (?:thru|through)|caduca|caducidad|vence|vencimiento)';
const BANK =
  '(?:acct|accts|account|a/c|checking|savings|iban|routing|aba|rtn|sort code|cuenta|ruta)s?[\\s_]*(?:number|num|no|nr)?';

/** Three or four digits by themselves, also one at a time. */
const CODE = '(?<!\\d)(?:\\d{3,4}|\\d(?:[ .,-]{1,3}\\d){2,3})(?!\\d)';
const NO_DAY = '(?!\\d|[/.-]\\d)';
const MONTH = '(?:0?[1-9]|1[0-2])';
const MONTH_NAME =
  "(?:jan|ene|feb|mar|apr|abr|may|jun|jul|aug|ago|sep|oct|nov|dec|dic)[a-z]*[\\s.,'/-]*(?:de )?(?:20)?\\d\\d(?![\\da-z]|,? ?20\\d\\d)";
/** Month and year with a sign between, the year first or last; a whole date is something else. */
const PARTED = `(?<![\\d/.-])(?:${MONTH}\\s?[/. -]\\s?(?:20)?\\d\\d|20\\d\\d\\s?[/. -]\\s?${MONTH})${NO_DAY}`;
const MONTH_YEAR = `(?:${PARTED}|(?<![\\d/.-])${MONTH}(?:20)?\\d\\d${NO_DAY}|(?<![a-z])${MONTH_NAME})`;
/** Six digits and more, no date among them; a phone number begins with a plus. */
const ACCOUNT =
  '(?<!\\d)[a-z]{0,2}(?!(?:19|20)\\d\\d-\\d\\d?-\\d\\d?(?!\\d)|\\d\\d?-\\d\\d?-\\d{4}(?!\\d))\\d(?:[ -]?\\d){5,}';
/** Whatever somebody writes in between, unless it names another number. */
const OF_ACCOUNT =
  '(?:(?!(?:tele)?phone|tel|mobile|cell|call|track|parcel|order|invoice|ticket|case|ref)[^\\d+]){0,40}';
const ANY = '[^\\p{L}\\d]*\\D{0,30}';
const IS_THE = '[\\s:=(-]*(?:is|was|as|for|es)?\\s*(?:the|his|her|their|my|el|la)?\\s*';

const SECRETS: readonly RegExp[] = [
  beside(SECURITY_CODE, ANY, CODE),
  beside(CODE, IS_THE, SECURITY_CODE),
  beside(EXPIRY, ANY, MONTH_YEAR),
  beside(PARTED, IS_THE, EXPIRY),
  beside(BANK, OF_ACCOUNT, ACCOUNT),
  beside(ACCOUNT, IS_THE, BANK),
];

/**
 * True when a word for something only the caller may give is next to digits of that kind: "cvv 737", "exp 12/30",
 * "account 98765432104". In English and Spanish, the desk's languages.
 */
export function holdsSecretBesideWord(text: string): boolean {
  return [...readings(text)].some((reading) => {
    const words = reading.toLowerCase();
    return SECRETS.some((secret) => secret.test(words));
  });
}

function beside(left: string, gap: string, right: string): RegExp {
  return new RegExp(`(?<![a-z])${left}(?![a-z])${gap}${right}(?![a-z])`, 'u');
}
