import { type Accent, accentOf } from './accent.ts';

/** What the desk is called and looks like, and who the merchant on a receipt is. */
export const LOOK_SETTING_NAMES = [
  'MERCHANT_NAME',
  'MERCHANT_LOCALITY',
  'MERCHANT_CONTACT',
  'BRAND_NAME',
  'BRAND_LOGO',
  'BRAND_ACCENT',
] as const;

export type LookSettingName = (typeof LOOK_SETTING_NAMES)[number];
export type WrittenLook = Readonly<Partial<Record<LookSettingName, string | undefined>>>;

export function pickLook(environment: Readonly<Record<string, unknown>>): WrittenLook {
  return Object.fromEntries(LOOK_SETTING_NAMES.map((name) => [name, environment[name] || undefined]));
}

/** Who took the money, as a receipt names them. */
export interface Merchant {
  readonly name: string;
  /** City and state, or whatever tells where. */
  readonly locality: string;
  /** Where a customer asks about the payment. */
  readonly contact?: string;
}

export interface Brand {
  readonly name?: string;
  /** Path of the picture, on the desk's own origin. */
  readonly logo?: string;
  readonly accent?: Accent;
}

export interface Look {
  readonly merchant?: Merchant;
  readonly brand?: Brand;
}

/** Longest name, in characters: it has to fit beside the pages' names, and on a strip of paper. */
const LONGEST: Readonly<Partial<Record<LookSettingName, number>>> = {
  MERCHANT_NAME: 60,
  MERCHANT_LOCALITY: 60,
  MERCHANT_CONTACT: 60,
  BRAND_NAME: 40,
};

/** What is wrong with a setting as written, as a sentence's end; undefined when nothing is. */
export function problemOfLook(name: LookSettingName, text: string): string | undefined {
  const longest = LONGEST[name];
  // Marks of direction, line breaks and control characters are no part of a name.
  if (longest && (text.trim() === '' || text.length > longest || /[\p{C}\p{Zl}\p{Zp}]/u.test(text)))
    return `must be at most ${longest} characters that can be seen.`;
  if (name === 'BRAND_ACCENT' && !accentOf(text))
    return 'must be a colour such as #1d5bbf, dark enough that white text on it can be read (contrast 4.5 to 1).';
  if (name === 'BRAND_LOGO' && !typeOfLogo(text)) return 'must be the path of an .svg or .png file.';
  return undefined;
}

/** What is wrong with several of them together. */
export function problemOfMerchant({ MERCHANT_NAME, ...rest }: WrittenLook): string | undefined {
  const isAlone = !MERCHANT_NAME !== !rest.MERCHANT_LOCALITY || (rest.MERCHANT_CONTACT && !MERCHANT_NAME);
  return isAlone ? 'must be set together with MERCHANT_LOCALITY: both or neither.' : undefined;
}

/** What the page is told of them, checked before. */
export function lookOf(written: WrittenLook): Look {
  const { MERCHANT_NAME: name, MERCHANT_LOCALITY: locality, MERCHANT_CONTACT: contact } = written;
  const logo = typeOfLogo(written.BRAND_LOGO ?? '');
  const accent = accentOf(written.BRAND_ACCENT ?? '');
  const brand: Brand = {
    ...(written.BRAND_NAME ? { name: written.BRAND_NAME } : {}),
    ...(logo ? { logo: `/${LOGO_FOLDER}/logo.${logo}` } : {}),
    ...(accent ? { accent } : {}),
  };
  return {
    ...(name && locality ? { merchant: { name, locality, ...(contact ? { contact } : {}) } } : {}),
    ...(Object.keys(brand).length > 0 ? { brand } : {}),
  };
}

/** Folder of the desk's site with the business's own picture. */
export const LOGO_FOLDER = 'brand';

const HEAVIEST_LOGO = 100_000;

export type LogoType = 'svg' | 'png';

export function typeOfLogo(path: string): LogoType | undefined {
  return /\.(svg|png)$/.exec(path)?.[1] as LogoType | undefined;
}

/**
 * What is wrong with the picture itself; undefined when nothing is. Only an `img` ever shows it, where a browser runs and
 * fetches nothing for it. But it has an address of its own, so one that could do either is refused.
 */
export function problemOfLogo(type: LogoType, bytes: Uint8Array): string | undefined {
  if (bytes.length > HEAVIEST_LOGO) return `must be a picture of at most ${HEAVIEST_LOGO / 1_000} kB.`;
  if (type === 'png') {
    const isPng = PNG_SIGNATURE.every((byte, at) => bytes[at] === byte);
    return isPng ? undefined : 'must be a picture: the file is no PNG.';
  }
  const text = new TextDecoder().decode(bytes);
  if (!/^\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(text))
    return 'must be a picture: the file is no SVG.';
  // A browser reads the file as it says, and characters by their numbers as themselves.
  if (OTHER_ENCODING.test(text)) return 'must be a picture in UTF-8.';
  return ACTIVE_SVG.test(withCharacters(text))
    ? 'must be a picture only: the SVG has a script, an event handler, an entity, foreign content or a link to elsewhere.'
    : undefined;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const OTHER_ENCODING = /^\ufeff?\s*<\?xml[^>]*\sencoding\s*=\s*["'](?!utf-8["'])/i;
/** A backslash may write any of the others in a style sheet. */
const ACTIVE_SVG =
  /<(?:[\w-]+:)?(?:script|foreignobject|iframe|a|animate|set)\b|\son\w+\s*=|<!entity|<!doctype|<\?xml-stylesheet|@import|\\|image-set|1999\/xhtml|\bhref\s*=(?!\s*["']?\s*#)|url\((?!\s*["']?\s*#)/i;

/** Characters written by their numbers, such as `&#x40;`, as themselves. */
function withCharacters(text: string): string {
  return text.replace(/&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));/gi, (written, hex, decimal) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : written;
  });
}
