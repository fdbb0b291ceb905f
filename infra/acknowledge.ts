import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts cdk-nag findings on a construct and everything beneath it. Each has a reason, which the validation report
 * shows. A rule's name begins with its pack's. Rules about policies need the finding in brackets after the rule's name.
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(construct).acknowledge({ id: `${rule.slice(0, rule.indexOf('-'))}::${rule}`, reason });
  }
}
