/** Only digits, as many as a card number has: not a name. */
const ONLY_DIGITS = /^(?:[^\p{L}\p{N}]*\p{N}){12,}[^\p{L}\p{N}]*$/u;

/** A short name of another system: it stands beside people's names, in addresses and in logs. */
export const CLIENT_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** Who takes a payment in another system: its agent's name there, and the system's. Nobody who signs in has such a name. */
export function nameVia(agent: string, client: string): string {
  return `${agent} via ${client}`;
}

/** True for what records may call an agent: somebody signed in, or {@link nameVia} another system. */
export function isAgentName(text: string): boolean {
  const [, agent, client] = /^(\S+) via (\S+)$/.exec(text) ?? [];
  return agent && client ? isUserName(agent) && CLIENT_NAME.test(client) : isUserName(text);
}

/**
 * True for what can be a signed-in person's name: in any script, without blanks, as in Cognito. It is checked by its
 * shape, not as free text: `Google_104111111111111111122` is a name, whatever its digits look like.
 */
export function isUserName(text: string): boolean {
  return /^[^\s\p{C}]{1,128}$/u.test(text) && !ONLY_DIGITS.test(text);
}
