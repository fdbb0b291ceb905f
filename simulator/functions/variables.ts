import { parseEnv } from 'node:util';

/**
 * The variables of a project: those of its `.env`, but for what names a Twilio account. A real one's must not be needed,
 * and the simulator accepts only its own. What `.env` does not have, it has under Twilio's usual names.
 *
 * @param own the simulator's, by the names that `run` gives an application
 * @returns the variables, and the names in `.env` whose values the simulator has replaced
 */
export function projectVariables(
  dotEnv: string,
  own: NodeJS.ProcessEnv,
): { readonly variables: Readonly<Record<string, string>>; readonly replaced: readonly string[] } {
  const given = parseEnv(dotEnv) as Record<string, string>;
  const usual = Object.fromEntries(OWN.map(({ from }) => [from, own[from] ?? '']));
  const replaced = Object.entries(given).flatMap(([name, value]) => {
    const row = OWN.find((candidate) => candidate.name.test(name) || candidate.value?.test(value));
    return row ? [[name, own[row.from] ?? ''] as const] : [];
  });
  return {
    variables: {
      ...usual,
      ...given,
      ...Object.fromEntries(replaced),
      ACCOUNT_SID: own.TWILIO_ACCOUNT_SID ?? '',
      AUTH_TOKEN: own.TWILIO_AUTH_TOKEN ?? '',
    },
    replaced: replaced.map(([name]) => name),
  };
}

const sid = (prefix: string) => new RegExp(`^${prefix}[0-9a-fA-F]{32}$`);

/** What is the simulator's, told by the variable's name or by the form of its value. */
const OWN: readonly { readonly from: string; readonly name: RegExp; readonly value?: RegExp }[] = [
  { from: 'TWILIO_ACCOUNT_SID', name: /^(TWILIO_)?ACCOUNT_SID$/, value: sid('AC') },
  { from: 'TWILIO_AUTH_TOKEN', name: /^(TWILIO_)?AUTH_TOKEN$/ },
  { from: 'TWILIO_API_KEY', name: /^(TWILIO_API_KEY|(TWILIO_)?API_KEY_SID)$/, value: sid('SK') },
  { from: 'TWILIO_API_SECRET', name: /^(TWILIO_)?API_(KEY_)?SECRET$/ },
  { from: 'TWILIO_SYNC_SERVICE_SID', name: /^(TWILIO_)?SYNC_(SERVICE_)?SID$/, value: sid('IS') },
  { from: 'TWILIO_TWIML_APP_SID', name: /^(TWILIO_)?TWIML_APP(LICATION)?_SID$/, value: sid('AP') },
  { from: 'TWILIO_PHONE_NUMBER', name: /^(TWILIO_)?(PHONE_NUMBER|CALLER_ID)$/ },
];
