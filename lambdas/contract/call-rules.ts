import { ENV, type EnvironmentName } from './environment.ts';
import { isTimeZone, OPEN_HOURS_RULE, type OpenHours, parseOpenHours } from './open-hours.ts';

/** How callers are rung and queued. */
export interface CallRules {
  /** Agents rung at once for one call. */
  readonly ringAtOnce: number;
  /** How long each of them rings. */
  readonly ringSeconds: number;
  /** Callers who may wait at once. */
  readonly queueLimit: number;
  /** How long a caller may wait in all. */
  readonly queueSeconds: number;
  /** Open at all times when absent. */
  readonly openHours?: OpenHours;
  /** IANA name, for {@link openHours}. */
  readonly timeZone: string;
  /** IANA name: the zone whose days reports have, unless they are asked for in another. */
  readonly reportZone: string;
  /** Countries (ISO codes) that agents may call, or none for the own number's; absent when they may call nobody. */
  readonly outbound?: readonly string[];
}

interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/**
 * The numbers among them, by the variable that sets them. Twilio rings ten clients at once at most, for 5 to 600 seconds, and
 * queues 5,000 callers at most, none for longer than a call may last (Twilio docs).
 */
export const NUMBER_RULES = {
  RING_AT_ONCE: { least: 1, most: 10, usual: 3 },
  RING_SECONDS: { least: 5, most: 60, usual: 15 },
  QUEUE_LIMIT: { least: 0, most: 1_000, usual: 100 },
  QUEUE_SECONDS: { least: 30, most: 7_200, usual: 900 },
} as const satisfies Readonly<Partial<Record<EnvironmentName, NumberRule>>>;

/** What is wrong with a rule as written, as a sentence's end; undefined when nothing is. */
export function problemOfRule(name: string, text: string): string | undefined {
  if (isNumberRule(name)) {
    const { least, most } = NUMBER_RULES[name];
    return isWithin(text, least, most) ? undefined : `must be a whole number from ${least} to ${most}.`;
  }
  if (name === ENV.openHours && !parseOpenHours(text)) return `must be ${OPEN_HOURS_RULE}.`;
  if ((name === ENV.timeZone || name === ENV.reportZone) && !isTimeZone(text))
    return 'must be the IANA name of a time zone, such as Europe/Berlin.';
  if (name === ENV.outbound && !/^(?:on|off)$/.test(text)) return 'must be on or off.';
  if (name === ENV.outboundCountries && !/^[A-Z]{2}(?:,[A-Z]{2})*$/.test(text))
    return 'must be ISO codes of countries, such as US,CA.';
  return undefined;
}

/** The rules as the environment sets them, checked before: what is missing is as usual. */
export function readCallRules(environment: Readonly<Record<string, string | undefined>>): CallRules {
  const number = (name: keyof typeof NUMBER_RULES) =>
    environment[name] ? Number(environment[name]) : NUMBER_RULES[name].usual;
  const hours = environment[ENV.openHours];
  const openHours = hours ? parseOpenHours(hours) : undefined;
  const timeZone = environment[ENV.timeZone] || 'UTC';
  return {
    ringAtOnce: number(ENV.ringAtOnce),
    ringSeconds: number(ENV.ringSeconds),
    queueLimit: number(ENV.queueLimit),
    queueSeconds: number(ENV.queueSeconds),
    timeZone,
    reportZone: environment[ENV.reportZone] || (openHours ? timeZone : 'UTC'),
    ...(openHours ? { openHours } : {}),
    ...(environment[ENV.outbound] === 'on'
      ? { outbound: (environment[ENV.outboundCountries] || '').split(',').filter(Boolean) }
      : {}),
  };
}

function isNumberRule(name: string): name is keyof typeof NUMBER_RULES {
  return Object.hasOwn(NUMBER_RULES, name);
}

function isWithin(text: string, least: number, most: number): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most;
}
