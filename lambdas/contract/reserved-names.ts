/** Names that the records use for something other than a person, and the name of the supervisor role. */
const RESERVED: readonly string[] = ['system', 'twilio', 'supervisor'];

/**
 * True for a user name that the records, or Sync (where `system` is the holder of the API key), would mistake for
 * somebody else.
 */
export function isReservedName(username: string): boolean {
  return RESERVED.includes(
    username
      .normalize('NFKC')
      .replace(/[\s\p{Cf}]/gu, '')
      .toLowerCase(),
  );
}
