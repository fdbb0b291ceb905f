import { createHash } from 'node:crypto';

/** Longest identity of a client (Twilio docs, errors 31105 and 54351). */
const LONGEST = 256;

/**
 * Voice and Sync identity of a signed-in name: ASCII letters and digits stay, every other character becomes `_` and
 * two hex digits per UTF-8 byte, because the SDKs refuse most punctuation (Twilio docs, error 31105). What gets too long
 * that way is `_h` and the name's hash, which {@link agentAt} reads back among known names.
 */
export function identityOf(username: string): string {
  const identity = spell(username);
  if (identity.length <= LONGEST) return identity;
  return `_h${createHash('sha256').update(username).digest('hex')}`;
}

function spell(username: string): string {
  let identity = '';
  for (const byte of Buffer.from(username, 'utf8')) {
    const character = String.fromCharCode(byte);
    identity += /[A-Za-z0-9]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }
  return identity;
}

/** The signed-in name that an identity spells, or undefined when {@link identityOf} cannot have made it from one. */
function usernameOf(identity: string): string | undefined {
  if (!/^(?:[A-Za-z0-9]|_[0-9a-f]{2})*$/.test(identity)) return undefined;
  const bytes: number[] = [];
  for (const [part] of identity.matchAll(/[A-Za-z0-9]|_[0-9a-f]{2}/g)) {
    bytes.push(part.startsWith('_') ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0));
  }
  const username = Buffer.from(bytes).toString('utf8');
  return identityOf(username) === identity ? username : undefined;
}

/**
 * The agent at the far end of a leg, by Twilio's address of it: `client:<identity>`. Undefined for any other address.
 *
 * @param rung names the call was offered to: a hash is one of theirs
 */
export function agentAt(address: string, rung: readonly string[] = []): string | undefined {
  const identity = /^client:(.+)$/.exec(address)?.[1] ?? '';
  return usernameOf(identity) ?? rung.find((username) => identityOf(username) === identity);
}
