import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts cdk-nag findings on a construct and all beneath it, each with its reason, which then stands in the
 * validation report. Rules about policies want the finding in brackets behind the rule's name.
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    const pack = rule.startsWith('PCI.DSS.321-') ? 'PCI.DSS.321' : 'AwsSolutions';
    Validations.of(construct).acknowledge({ id: `${pack}::${rule}`, reason });
  }
}
