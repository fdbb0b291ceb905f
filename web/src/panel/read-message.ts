import { type Scheme, type ThemeName, type ToPanel, VERSION } from './protocol.ts';

/** Longer texts are not of this protocol. */
const MOST_CHARACTERS = 200;
const SCHEMES: readonly unknown[] = ['light', 'dark', 'system'] satisfies Scheme[];

type Fields = Readonly<Record<string, unknown>>;
export type Received = ToPanel & { readonly id: number };

/** A message of the page around the panel; undefined for anything that is not of the protocol. */
export function readMessage(data: unknown): Received | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { v, type, id = 0, ...fields } = data as Fields;
  if (v !== VERSION || typeof type !== 'string' || typeof id !== 'number') return undefined;
  const read = Object.hasOwn(READERS, type) ? READERS[type as ToPanel['type']](fields) : undefined;
  return read && { ...read, id };
}

const READERS: { readonly [T in ToPanel['type']]: (fields: Fields) => ToPanel | undefined } = {
  grant: ({ grant }) => (isText(grant) ? { type: 'grant', grant } : undefined),
  'no-grant': () => ({ type: 'no-grant' }),
  lang: ({ lang }) => (isText(lang) ? { type: 'lang', lang } : undefined),
  theme: ({ scheme, values }) =>
    SCHEMES.includes(scheme)
      ? { type: 'theme', scheme: scheme as Scheme, values: readValues(values) }
      : undefined,
  focus: () => ({ type: 'focus' }),
};

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MOST_CHARACTERS;
}

const COLOUR =
  /^(?:#[0-9a-f]{3,8}|[a-z]{3,30}|(?:rgba?|hsla?|oklch|oklab|lab|lch)\([\d\s.,%/+-]+(?:deg)?[\d\s.,%/+-]*\))$/i;
/** What a value may look like: nothing that loads, and nothing that refers to another property. */
const SHAPES: Readonly<Record<ThemeName, RegExp>> = {
  accent: COLOUR,
  'on-accent': COLOUR,
  background: COLOUR,
  surface: COLOUR,
  text: COLOUR,
  radius: /^\d{1,2}(?:\.\d{1,3})?(?:px|rem)$|^0$/,
  font: /^[\p{L}\d\s,'"-]+$/u,
};

function readValues(values: unknown): Partial<Record<ThemeName, string>> {
  const given = Object.entries(typeof values === 'object' && values !== null ? values : {});
  return Object.fromEntries(
    given.filter(
      ([name, value]) =>
        Object.hasOwn(SHAPES, name) && isText(value) && SHAPES[name as ThemeName].test(value),
    ),
  );
}
