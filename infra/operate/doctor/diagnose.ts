import { CAPACITY_CHECKS } from './capacity-check.ts';
import { DESK_CHECKS, page } from './desk-checks.ts';
import type { Check, Finding, Target } from './finding.ts';
import { LOG_CHECKS } from './log-check.ts';
import { apiKey, syncService, TWILIO_CHECKS, twimlApp, voiceFallback } from './twilio-checks.ts';
import { WEBHOOK_CHECKS } from './webhook-checks.ts';

const ALL: readonly Check[] = [
  ...TWILIO_CHECKS,
  ...WEBHOOK_CHECKS,
  ...DESK_CHECKS,
  ...CAPACITY_CHECKS,
  ...LOG_CHECKS,
];

/** What fails when somebody changed it by hand, and is right again once its custom resource has run. */
export const MENDED_BY_DEPLOY: readonly Check[] = [apiKey, twimlApp, voiceFallback, syncService, page];

/** Runs one check after another, and passes each finding to `tell` as it comes. */
export async function diagnose(
  target: Target,
  tell: (finding: Finding) => void,
  checks: readonly Check[] = ALL,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    const finding = await check(target);
    findings.push(finding);
    tell(finding);
  }
  return findings;
}

const MARKS = { ok: 'ok      ', warning: 'warning ', failed: 'FAILED  ' } as const;

/** One line, with what to do beneath it. */
export function describeFinding({ check, result, advice }: Finding): string {
  return `${MARKS[result]}${check}${advice ? `\n        ${advice}` : ''}`;
}
