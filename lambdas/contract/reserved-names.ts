/** Names that the records use for something other than a person, and the name of the supervisor role. */
const RESERVED: readonly string[] = ['system', 'twilio', 'supervisor'];

/**
 * True for a user name that the records, or Sync (whose `system` is whoever has the API key), would take for somebody
 * else: without case, width, accents, blanks and what nobody sees.
 */
export function isReservedName(username: string): boolean {
  return RESERVED.includes(username.normalize('NFKD').replace(UNSEEN, '').toLowerCase());
}

const UNSEEN = /[\s\p{M}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;
