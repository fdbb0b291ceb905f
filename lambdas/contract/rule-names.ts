import { ENV } from './environment.ts';

/** Every variable of a rule. */
export const RULE_NAMES = [
  ENV.ringAtOnce,
  ENV.ringSeconds,
  ENV.queueLimit,
  ENV.queueSeconds,
  ENV.openHours,
  ENV.timeZone,
  ENV.outbound,
  ENV.outboundCountries,
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

/** As the environment has them. */
export type WrittenRules = Readonly<Record<RuleName, string | undefined>>;

export function pickRules(environment: Readonly<Record<string, unknown>>): WrittenRules {
  return Object.fromEntries(RULE_NAMES.map((name) => [name, environment[name] || undefined])) as WrittenRules;
}
