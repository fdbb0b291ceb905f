/**
 * Text as somebody reads it aloud: every digit of every script, and every sign that looks like one, as 0-9; marks,
 * invisible fillers and signs of direction left out. Only for checks: accents are removed too.
 */
export function plainText(text: string): string {
  return [...text]
    .map((sign) => NUMERALS.get(sign) ?? sign)
    .join('')
    .normalize('NFKD')
    .replace(UNSEEN, '')
    .replace(/\P{ASCII}/gu, (sign) => NUMERALS.get(sign) ?? (/\p{Nd}/u.test(sign) ? decimalOf(sign) : sign));
}

/** True for a sign that stands for a number, in any script. */
export function isNumeral(sign: string): boolean {
  return /\p{N}/u.test(sign) || NUMERALS.has(sign);
}

/** Marks on a letter, fillers that show nothing, signs of direction. */
const UNSEEN = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Digits that Unicode does not count as decimal: first code point, its value, how many come in a row. */
const SERIES: readonly (readonly [first: number, value: number, count: number])[] = [
  [0x2160, 1, 9], // Roman, capital
  [0x2170, 1, 9], // Roman, small
  [0x24f5, 1, 9], // double circled
  [0x24ff, 0, 1], // white in a black circle
  [0x2776, 1, 9], // dingbats: white in a black circle
  [0x2780, 1, 9], // dingbats: circled
  [0x278a, 1, 9], // dingbats: white in a black circle, sans-serif
  [0x1f10b, 0, 1],
  [0x1f10c, 0, 1],
  [0x2680, 1, 6], // dice
  [0x3021, 1, 9], // Suzhou
  [0x1369, 1, 9], // Ethiopic
  [0x10107, 1, 9], // Aegean
  [0x102e1, 1, 9], // Coptic
  [0x10a40, 1, 4], // Kharosthi
  [0x10e60, 1, 9], // Rumi
  [0x11052, 1, 9], // Brahmi
  [0x1d360, 1, 9], // counting rods
  [0x1d369, 1, 9],
  [0xe0030, 0, 10], // tags, which are invisible
];

/** Chinese numerals, the plain and the elaborate ones, by value. */
const CHINESE = [
  '〇零',
  '一壹弌幺',
  '二贰貳弍两兩',
  '三叁參弎',
  '四肆',
  '五伍',
  '六陆陸',
  '七柒',
  '八捌',
  '九玖',
];

const NUMERALS: ReadonlyMap<string, string> = new Map([
  ...SERIES.flatMap(([first, value, count]) =>
    Array.from(
      { length: count },
      (_, step) => [String.fromCodePoint(first + step), String(value + step)] as const,
    ),
  ),
  ...CHINESE.flatMap((signs, value) => [...signs].map((sign) => [sign, String(value)] as const)),
]);

/** Unicode keeps the ten digits of a script together and in order, some scripts side by side: count back to the first. */
function decimalOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}
