import { readings } from './readings.ts';

const SECURITY_CODE =
  '(?:cvv2?|cvc2?|cvn2?|csc|pin|card verification|verification (?:code|value)|security (?:code|number|digits)|codigo de seguridad)';
const EXPIRY =
  '(?:exp|expy|expiry|expires|expiring|expiration|expires on|valid (?:thru|through|until|to)|good (?:thru|through)|caduca|caducidad|vence|vencimiento)';
const BANK = '(?:acct|accts?|account|a/c|iban|routing|aba|rtn|sort code|cuenta|ruta)';

/** Three or four digits by themselves, also one at a time. */
const CODE = '(?<!\\d)(?:\\d{3,4}|\\d(?:[ .,-]{1,3}\\d){2,3})(?!\\d)';
/** Month and year; a whole date is something else. */
const MONTH_YEAR = '(?<![\\d/.-])(?:0?[1-9]|1[0-2])\\s?[/. -]?\\s?(?:20)?\\d\\d(?!\\d|[/.-]\\d)';
/** Six digits or more; a phone number begins with a plus. */
const ACCOUNT = '(?<!\\d)[a-z]{0,2}\\d(?: ?\\d){5,}';
const NUMBER_IS =
  '[\\s:#=.,-]*(?:(?:numbers?|num|no|nr|is|was|of|the|es|numero|de|del?)\\b[\\s:#=.,-]*){0,3}';
const IS_THE = '[\\s:=(-]*(?:is|was|as|es)?\\s*(?:the|his|her|their|my|el|la)?\\s*';

const SECRETS: readonly RegExp[] = [
  beside(SECURITY_CODE, '\\D{0,20}', CODE),
  beside(CODE, IS_THE, SECURITY_CODE),
  beside(EXPIRY, '\\D{0,20}', MONTH_YEAR),
  beside(BANK, NUMBER_IS, ACCOUNT),
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
