/** A SID as tables and titles show it: its first and last four characters. */
export function shortSid(sid: string): string {
  return `${sid.slice(0, 4)}…${sid.slice(-4)}`;
}
