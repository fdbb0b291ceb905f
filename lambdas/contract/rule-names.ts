import { ENV } from './environment.ts';

/** Every variable of a rule about calls, and of the days they are reported by. */
export const RULE_NAMES = [
  ENV.ringAtOnce,
  ENV.ringSeconds,
  ENV.queueLimit,
  ENV.queueSeconds,
  ENV.openHours,
  ENV.timeZone,
  ENV.reportZone,
  ENV.outbound,
  ENV.outboundCountries,
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

/** As the environment has them. */
export type WrittenRules = Readonly<Record<RuleName, string | undefined>>;

export function pickRules(environment: Readonly<Record<string, unknown>>): WrittenRules {
  return Object.fromEntries(RULE_NAMES.map((name) => [name, environment[name] || undefined])) as WrittenRules;
}

/** How ids are written. */
export const ID_RULE_NAMES = [
  ENV.referenceLabel,
  ENV.referenceMask,
  ENV.referenceRequired,
  ENV.customerLabel,
  ENV.customerMask,
  ENV.customerRequired,
] as const;

/** Every variable that says something of a payment's ids. */
export const ID_SETTING_NAMES = [...ID_RULE_NAMES, ENV.processorParameters] as const;

export type IdSettingName = (typeof ID_SETTING_NAMES)[number];

/** As the environment has them. */
export type WrittenIdSettings = Readonly<Record<IdSettingName, string | undefined>>;

export function pickIdSettings(environment: Readonly<Record<string, unknown>>): WrittenIdSettings {
  return Object.fromEntries(
    ID_SETTING_NAMES.map((name) => [name, environment[name] || undefined]),
  ) as WrittenIdSettings;
}
