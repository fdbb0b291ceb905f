/**
 * Voice and Sync identity of a signed-in name: ASCII letters and digits stay, every other character becomes `_` and
 * two hex digits per UTF-8 byte, because the SDKs refuse most punctuation (Twilio docs, error 31105).
 */
export function identityOf(username: string): string {
  let identity = '';
  for (const byte of Buffer.from(username, 'utf8')) {
    const character = String.fromCharCode(byte);
    identity += /[A-Za-z0-9]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }
  return identity;
}

/** The signed-in name behind an identity, or undefined when {@link identityOf} cannot have made it. */
export function usernameOf(identity: string): string | undefined {
  if (!/^(?:[A-Za-z0-9]|_[0-9a-f]{2})*$/.test(identity)) return undefined;
  const bytes: number[] = [];
  for (const [part] of identity.matchAll(/[A-Za-z0-9]|_[0-9a-f]{2}/g)) {
    bytes.push(part.startsWith('_') ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0));
  }
  const username = Buffer.from(bytes).toString('utf8');
  return identityOf(username) === identity ? username : undefined;
}

/** The agent at the far end of a leg, by Twilio's address of it: `client:<identity>`. Undefined for any other address. */
export function agentAt(address: string): string | undefined {
  return usernameOf(/^client:(.+)$/.exec(address)?.[1] ?? '');
}
