import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Who signs a log, as everybody can know it. */
export interface NoteKey {
  /** Without blanks and `+`; of a log, its origin. */
  readonly name: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Ed25519 (C2SP signed-note). */
const ED25519 = 1;
const KEY_BYTES = 32;
const ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const MOST_SIGNATURES = 16;
/** What a DER-encoded Ed25519 public key begins with (RFC 8410): the raw key follows. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The key as one word, to be kept where nobody who can write to the log can change it (C2SP signed-note). */
export function verifierKeyOf(key: NoteKey): string {
  const typed = Buffer.concat([Uint8Array.of(ED25519), key.publicKey]);
  return `${key.name}+${idOf(key).toString('hex')}+${typed.toString('base64')}`;
}

/** The key behind such a word; undefined when it is none, or not of Ed25519. */
export function parseVerifierKey(text: string): NoteKey | undefined {
  const [, name = '', id, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const typed = bytesIn(encoded);
  if (typed.length !== 1 + KEY_BYTES || typed[0] !== ED25519) return undefined;
  const key = { name, publicKey: typed.subarray(1) };
  return idOf(key).toString('hex') === id ? key : undefined;
}

/** The raw key in the DER form that Node, OpenSSL and KMS use. @throws Error when it is not a key of Ed25519 */
export function rawKeyOf(spki: Uint8Array): Uint8Array {
  const isEd25519 = Buffer.from(spki).indexOf(SPKI_PREFIX) === 0;
  if (!isEd25519 || spki.length !== SPKI_PREFIX.length + KEY_BYTES)
    throw new Error('Failed to read the key of the log: it is not an Ed25519 key.');
  return spki.subarray(SPKI_PREFIX.length);
}

/** A text and its signature, as one note. The text ends with a line feed, which is signed. */
export function noteOf(text: string, key: NoteKey, signature: Uint8Array): string {
  return `${text}\n— ${key.name} ${Buffer.concat([idOf(key), signature]).toString('base64')}\n`;
}

/** The text of a note that this key signed; undefined when it did not, or when a signature of it does not fit. */
export function openNote(note: string, key: NoteKey): string | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || CONTROL.test(note)) return undefined;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return undefined;
  const signatures = lines.map((line) => {
    const [, name, encoded = ''] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
    return { name, bytes: bytesIn(encoded) };
  });
  if (signatures.some(({ bytes }) => bytes.length <= ID_BYTES)) return undefined;
  const own = signatures.filter(
    ({ name, bytes }) => name === key.name && bytes.subarray(0, ID_BYTES).equals(idOf(key)),
  );
  const publicKey = keyObjectOf(key.publicKey);
  const isSigned = ({ bytes }: { readonly bytes: Buffer }) =>
    bytes.length === ID_BYTES + SIGNATURE_BYTES &&
    verify(null, Buffer.from(text), publicKey, bytes.subarray(ID_BYTES));
  return own.length > 0 && own.every(isSigned) ? text : undefined;
}

/** What is written as base64 (RFC 4648); nothing when the same bytes would be written in another way. */
export function bytesIn(encoded: string): Buffer {
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded ? bytes : Buffer.alloc(0);
}

/** Every control character but the line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f]/;

function idOf({ name, publicKey }: NoteKey): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ED25519)).update(publicKey);
  return hash.digest().subarray(0, ID_BYTES);
}

function keyObjectOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
}
