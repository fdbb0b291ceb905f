/** Who does something in the records without being a person, and the word for those who may do what others do. */
const RESERVED: readonly string[] = ['system', 'twilio', 'supervisor'];

/** True for a user name that the records, or Sync (whose `system` is whoever has the API key), would take for somebody else. */
export function isReservedName(username: string): boolean {
  return RESERVED.includes(
    username
      .normalize('NFKC')
      .replace(/[\s\p{Cf}]/gu, '')
      .toLowerCase(),
  );
}
