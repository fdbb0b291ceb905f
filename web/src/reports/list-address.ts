/** The address of a filtered list of payments. */
export function listAddress(filter: Readonly<Record<string, string>>): string {
  return `/payments?${new URLSearchParams(filter)}`;
}
