import { holdsCardLikeDigits } from '#lambdas/masking/card-like-digits.ts';

/**
 * Files in which something can be a card number, by the rule for free text. Never says what was found.
 *
 * The rule joins groups of digits over whatever is between them, which finds a card in any list of numbers. So it looks at
 * one cell, value or line at a time, and at nothing whose shape says that it is a hash, an id or a key.
 */
export function filesWithCards(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].filter(([, text]) => cells(text).some(holdsCardLikeDigits)).map(([name]) => name);
}

function cells(text: string): readonly string[] {
  const plain = KNOWN_SHAPES.reduce((rest, shape) => rest.replace(shape, '…'), text);
  return [...new Set(plain.split(/[\n|;,"]/))].filter((cell) => cell.length >= SHORTEST);
}

/** No card number has fewer digits, and no encoding makes one shorter. */
const SHORTEST = 12;

/** Not digits alone: a run of 16 digits is no hash, however long what it stands in. */
const KNOWN_SHAPES = [
  // SHA-1, -256, -384, -512 in hex.
  /(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}|[0-9a-f]{40})(?![0-9A-Za-z])/g,
  /(?<![0-9A-Za-z])(?=[0-9-]*[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])/g,
  // Twilio's ids.
  /(?<![0-9A-Za-z])[A-Z]{2}(?=[0-9]*[a-f])[0-9a-f]{32}(?![0-9A-Za-z])/g,
  // Base64 of 32 or 33 bytes (hash, key) and of 68 (a note's signature).
  /(?<![0-9A-Za-z+/])(?=[^A-Z\s]*[A-Z])(?=[^a-z\s]*[a-z])(?:[0-9A-Za-z+/]{43}[0-9A-Za-z+/=]|[0-9A-Za-z+/]{91}=)(?![0-9A-Za-z+/=])/g,
  // A verifier key's id and key (C2SP signed-note).
  /\+[0-9a-f]{8}\+[0-9A-Za-z+/]{43}[0-9A-Za-z+/=]/g,
  // The account in an ARN.
  /(?<=:)\d{12}(?=:)/g,
];
