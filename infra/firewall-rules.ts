import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { ROUTES } from '../lambdas/routes.ts';

/** One rule; the firewall gives it its place and its metric. */
export type FirewallRule = Omit<CfnWebACL.RuleProperty, 'priority' | 'visibilityConfig'>;

/** AWS's managed rule sets that let Twilio through: Twilio calls from cloud addresses, so no anonymous-address list. */
export type RuleSet =
  | 'AWSManagedRulesCommonRuleSet'
  | 'AWSManagedRulesKnownBadInputsRuleSet'
  | 'AWSManagedRulesAmazonIpReputationList';

/** Largest body any caller sends, in bytes: a callback is below 2 kB, a start request with parameters below 6 kB. */
export const MAX_BODY_BYTES = 8_192;

export function managedRules(sets: readonly RuleSet[]): readonly FirewallRule[] {
  return sets.map((name) => ({
    name,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
  }));
}

/** Refuses a body above {@link MAX_BODY_BYTES}, also where the firewall saw only its beginning. */
export function bodyLimit(): FirewallRule {
  return {
    name: 'BodyTooLarge',
    action: { block: {} },
    statement: {
      sizeConstraintStatement: {
        fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
        comparisonOperator: 'GT',
        size: MAX_BODY_BYTES,
        textTransformations: NO_TRANSFORMATION,
      },
    },
  };
}

/** Refuses a webhook without a signature header before it wakes a function. The handler checks the signature itself. */
export function unsignedWebhooks(stage: string): FirewallRule {
  const unsigned = {
    notStatement: {
      statement: {
        sizeConstraintStatement: {
          fieldToMatch: { singleHeader: { Name: 'x-twilio-signature' } },
          comparisonOperator: 'GT',
          size: 0,
          textTransformations: NO_TRANSFORMATION,
        },
      },
    },
  };
  return {
    name: 'UnsignedWebhook',
    action: { block: {} },
    statement: { andStatement: { statements: [anyOf(pathsOf('twilioSignature', stage)), unsigned] } },
  };
}

/** Refuses an address that asks too often. Twilio's paths are left out: a busy hour comes from few addresses. */
export function rateLimit(requestsPerAddress: number, stage?: string): FirewallRule {
  const fromTwilio = stage ? [...pathsOf('twilioSignature', stage), ...pathsOf('connectorBasic', stage)] : [];
  return {
    name: 'TooManyRequests',
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        limit: requestsPerAddress,
        evaluationWindowSec: 300,
        ...(fromTwilio.length > 0
          ? { scopeDownStatement: { notStatement: { statement: anyOf(fromTwilio) } } }
          : {}),
      },
    },
  };
}

const NO_TRANSFORMATION = [{ priority: 0, type: 'NONE' }];

/** Main paths only: the others of a route begin with it. The firewall sees the stage in the path. */
function pathsOf(kind: 'twilioSignature' | 'connectorBasic', stage: string): readonly string[] {
  return ROUTES.filter(({ auth }) => auth.kind === kind).map(({ paths }) => `/${stage}${paths[0]}`);
}

function anyOf(paths: readonly string[]): CfnWebACL.StatementProperty {
  const statements = paths.map((path) => ({
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'STARTS_WITH',
      searchString: path,
      textTransformations: NO_TRANSFORMATION,
    },
  }));
  const [first, ...others] = statements;
  return others.length === 0 && first ? first : { orStatement: { statements } };
}
