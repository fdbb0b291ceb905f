/** What a connector gives the processor and nobody else may store. */
export interface PayerSecrets {
  readonly number: string;
  readonly securityCode: string;
  /** `12/30` */
  readonly expiry: string;
  readonly routingNumber: string;
}

const grouped = (text: string, between: string) => text.replace(/(.{4})(?=.)/g, `$1${between}`);
const shifted = (text: string, zero: number) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const chinese = (text: string) =>
  text.replace(/\d/g, (digit) => '〇一二三四五六七八九'.charAt(Number(digit)));
const dingbats = (text: string) =>
  text.replace(/\d/g, (digit) => (digit === '0' ? '\u24ff' : String.fromCodePoint(0x2775 + Number(digit))));
const percent = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '%$&');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Ways to hide a payer's numbers in a reference or a sentence: all that once got through, and similar ones. */
const TRICKS: readonly ((secrets: PayerSecrets) => string)[] = [
  ({ number }) => 'r'.repeat(185) + number,
  ({ number }) => grouped(number, 'x'),
  ({ number, securityCode, expiry }) => `card ${number} cvv ${securityCode} exp ${expiry}`,
  ({ number, routingNumber }) => `acct ${number} routing ${routingNumber}`,
  ({ number }) => `ch_${number}`,
  ({ number }) => grouped(number, '.'),
  ({ number }) => `${grouped(number, ' and ')} was refused`,
  ({ number }) => base64(number),
  ({ number, securityCode }) => base64(`card ${number} cvv ${securityCode}`),
  ({ number }) => base64(number).replace(/=+$/, ''),
  ({ number }) => percent(number),
  ({ number, securityCode }) => `${percent(percent(number))} cvv ${percent(securityCode)}`,
  ({ number }) => Buffer.from(number).toString('hex'),
  ({ number }) => shifted(number, 0xff10),
  ({ number, securityCode }) => `${shifted(number, 0x660)} cvv ${shifted(securityCode, 0x660)}`,
  ({ number }) => dingbats(number),
  ({ number }) => chinese(number),
  ({ number }) => [...number].join('\u3164'),
  ({ number }) => [...number].join('\u200b'),
  ({ number }) => [...number].reverse().join(''),
  ({ number }) => `${'9'.repeat(3)}${number}${'9'.repeat(3)}`,
  ({ securityCode, expiry }) => `security code is ${securityCode}, expires ${expiry}`,
];

/** A hostile sentence or reference about a payer; `turn` chooses the trick. */
export function hostileWords(turn: number, secrets: PayerSecrets): string {
  return (TRICKS[turn % TRICKS.length] as (typeof TRICKS)[number])(secrets);
}

export const HOSTILE_TRICKS = TRICKS.length;
