import { CAPACITY_CHECKS } from './capacity-check.ts';
import { DESK_CHECKS } from './desk-checks.ts';
import type { Finding, Target } from './finding.ts';
import { TWILIO_CHECKS } from './twilio-checks.ts';
import { WEBHOOK_CHECKS } from './webhook-checks.ts';

/** Checks a whole deployment, one check after another, and passes each finding to `tell` as it comes. */
export async function diagnose(
  target: Target,
  tell: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of [...TWILIO_CHECKS, ...WEBHOOK_CHECKS, ...DESK_CHECKS, ...CAPACITY_CHECKS]) {
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
