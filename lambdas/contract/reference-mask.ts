/** How the business writes one of its own ids: what a payment is for, or who pays. */
export interface IdRule {
  /** What people call it: "Invoice". The page has words of its own for one without. */
  readonly label?: string;
  /**
   * Its shape: `A` is a letter from A to Z, `9` a digit, `*` either of them, and everything else stands for itself, as does
   * any character after a backslash. `|` separates shapes of which one must fit: `INV-999999|\A-99`.
   */
  readonly mask?: string;
  /** Whether every payment must have one. */
  readonly required: boolean;
}

/** The ids a payment can carry. */
export const ID_FIELDS = ['reference', 'customer'] as const;
export type IdField = (typeof ID_FIELDS)[number];
export type IdRules = Readonly<Record<IdField, IdRule>>;

/** Any text, and none is needed. */
export const NO_RULES: IdRules = { reference: { required: false }, customer: { required: false } };

/** Characters of an id without a mask, and of all shapes of a mask together. */
export const MOST_ID = 100;

export type IdProblem = 'missing' | 'long' | 'shape';
export type ReadId =
  | { readonly ok: true; readonly value: string | undefined }
  | { readonly ok: false; readonly problem: IdProblem };

/**
 * Reads an id as somebody typed it; blank is none. One with a mask is then written as the mask says, so that the same id is
 * always the same text: in capitals, in plain forms of its characters, without those nobody sees.
 */
export function readId(text: string, { mask, required }: IdRule): ReadId {
  const typed = text.trim();
  const value = mask === undefined ? typed : plain(typed);
  if (value === '') return required ? { ok: false, problem: 'missing' } : { ok: true, value: undefined };
  // Before the pattern sees it, and in UTF-16 units, as the schema of a request counts them.
  if (value.length > MOST_ID) return { ok: false, problem: 'long' };
  return mask === undefined || compileMask(mask)?.test(value)
    ? { ok: true, value }
    : { ok: false, problem: 'shape' };
}

/**
 * The pattern of a mask; undefined for what is not one. It is as long as the mask, consumes one character at a time and
 * repeats nothing, so that no text keeps it busy for longer than it takes to read it once per shape.
 */
export function compileMask(mask: string): RegExp | undefined {
  const shapes = shapesOf(mask);
  if (!shapes) return undefined;
  const patterns = shapes.map((shape) =>
    shape.map(({ kind, text }) => CLASSES[kind] ?? literal(text)).join(''),
  );
  return new RegExp(`^(?:${patterns.join('|')})$`, 'u');
}

/** A made-up id of the first shape of a mask, to show how it is written: `INV-123456`. */
export function exampleOf(mask: string): string {
  let at = 0;
  return (shapesOf(mask)?.[0] ?? [])
    .map(({ kind, text }) => {
      if (kind === 'literal') return text;
      const sample = kind === 'letter' ? LETTERS : DIGITS;
      at += 1;
      return sample.charAt((at - 1) % sample.length);
    })
    .join('');
}

interface Piece {
  readonly kind: 'letter' | 'digit' | 'either' | 'literal';
  readonly text: string;
}

const KINDS: Readonly<Record<string, Piece['kind']>> = { A: 'letter', 9: 'digit', '*': 'either' };
const CLASSES: Readonly<Partial<Record<Piece['kind'], string>>> = {
  letter: '[A-Z]',
  digit: '[0-9]',
  either: '[A-Z0-9]',
};
const LETTERS = 'ABCDEFGHIJ';
const DIGITS = '1234567890';

/** The shapes of a mask, each with a place to fill; undefined when one has none, is empty, or the mask ends in a backslash. */
function shapesOf(mask: string): readonly (readonly Piece[])[] | undefined {
  if (mask.length > MOST_ID || /[\p{C}\p{Zl}\p{Zp}]/u.test(mask)) return undefined;
  const shapes: Piece[][] = [[]];
  const characters = [...mask];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '|') shapes.push([]);
    else if (character !== '\\') shapes.at(-1)?.push(pieceOf(character));
    else {
      at += 1;
      const escaped = characters[at];
      if (escaped === undefined) return undefined;
      shapes.at(-1)?.push({ kind: 'literal', text: plain(escaped) });
    }
  }
  return shapes.every((shape) => shape.some(({ kind }) => kind !== 'literal')) ? shapes : undefined;
}

function pieceOf(character: string): Piece {
  const kind = Object.hasOwn(KINDS, character) ? KINDS[character] : undefined;
  return kind ? { kind, text: character } : { kind: 'literal', text: plain(character) };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Of the ways to write a text, the plainest. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toUpperCase();
}
