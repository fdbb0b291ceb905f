import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts cdk-nag findings on a construct and everything beneath it. Each has a reason, which the validation report
 * shows. Rules about policies need the finding in brackets after the rule's name.
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    const pack = rule.startsWith('PCI.DSS.321-') ? 'PCI.DSS.321' : 'AwsSolutions';
    Validations.of(construct).acknowledge({ id: `${pack}::${rule}`, reason });
  }
}
