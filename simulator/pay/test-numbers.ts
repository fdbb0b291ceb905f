import type { ConnectorSettings } from '../connector/connector-settings.ts';
import type { ConnectorConfig } from '../services.ts';
import type { Capture } from './captures.ts';
import type { CardBrand } from './card-brands.ts';

/** The only cards a connector in TEST mode accepts, with the brand Twilio lists for each (Twilio docs). */
export const TEST_CARDS: ReadonlyMap<string, CardBrand> = new Map([
  ['4111111111111111', 'visa'],
  ['5555555555554444', 'mastercard'],
  ['378282246310005', 'amex'],
  ['6011111111111117', 'discover'],
  // As printed: fails Luhn and every Diners prefix of the card table. Setting `publishedTestCardsValid`.
  ['3065930009020004', 'diners-club'],
  ['3566002020360505', 'jcb'],
  // Not a brand of `ValidCardTypes`; by the docs' card table it is a maestro.
  ['6200000000000005', 'unionpay'],
  ['6771798021000008', 'maestro'],
]);

/** The only bank accounts a connector in TEST mode accepts (Twilio docs). */
const TEST_BANK_ACCOUNTS: ReadonlySet<string> = new Set(['12345678', '123456789']);

/** Why a connector's mode blocks what was entered: 64022, 64023 or 64024, or undefined when it does not. */
export function modeBlock(
  entered: Readonly<Partial<Record<Capture, string>>>,
  mode: ConnectorConfig['mode'],
  settings: Pick<ConnectorSettings, 'liveConnectorApproved'>,
): 64022 | 64023 | 64024 | undefined {
  if (mode === 'LIVE') return settings.liveConnectorApproved ? undefined : 64024;
  const card = entered['payment-card-number'];
  if (card !== undefined && !TEST_CARDS.has(card)) return 64022;
  const account = entered['bank-account-number'];
  if (account !== undefined && !TEST_BANK_ACCOUNTS.has(account)) return 64023;
  return undefined;
}
