/** Writes into an address who calls out: nothing else that Twilio sends about a customer's leg says it. */
export function calledBy(agent: string): string {
  return `?by=${Buffer.from(agent).toString('base64url')}`;
}

/** Reads it back. The address is signed, so nobody else wrote it. */
export function agentIn({ by }: Readonly<Record<string, string | undefined>>): string | undefined {
  return by ? Buffer.from(by, 'base64url').toString('utf8') : undefined;
}
