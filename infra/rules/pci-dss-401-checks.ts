import type { CfnResource } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack, NagRuleCompliance } from 'cdk-nag';
import { ACCESS_RULES } from './access-rules.ts';
import { DATA_RULES } from './data-rules.ts';
import { LOG_RULES } from './log-rules.ts';
import { NETWORK_RULES } from './network-rules.ts';
import { holdsFor, type Rule } from './rule.ts';
import { TRAIL_RULES } from './trail-rules.ts';

/** Every rule of the pack. */
export const RULES: readonly Rule[] = [
  ...DATA_RULES,
  ...TRAIL_RULES,
  ...LOG_RULES,
  ...NETWORK_RULES,
  ...ACCESS_RULES,
];

/** Also the prefix of every rule's name. */
export const PACK = 'PCI.DSS.401';

/**
 * What a template can show of PCI DSS v4.0.1, as a pack for cdk-nag 3, which has none for 4.x. A rule that fails to read a
 * resource is a finding, too. No finding means that these rules found none: much of the standard is not in a template.
 */
export class PciDss401Checks extends NagPack {
  readonly name = PACK;
  protected override packName = PACK;

  protected override checkResource(node: CfnResource): void {
    for (const rule of RULES) {
      this.applyRule({
        ruleSuffixOverride: rule.id,
        info: `${rule.info} (PCI DSS v4.0.1: ${rule.requirements.join(', ')})`,
        explanation: rule.explanation,
        level: NagMessageLevel.ERROR,
        node,
        rule: (resource) =>
          holdsFor(rule, resource) ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT,
      });
    }
  }
}
