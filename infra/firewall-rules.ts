import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { ERRORS, type ErrorCode } from '#lambdas/contract/errors.ts';
import { errorResponse, MAX_BODY_BYTES } from '#lambdas/contract/gateway-responses.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { VOICE_FALLBACK_FILE } from '#lambdas/contract/voice-fallback.ts';
import type { AddressLimits } from './operate/capacity/sizing.ts';
import { API_STAGE } from './payments-api.ts';

/** One rule; the firewall adds its priority and its metric. */
export type FirewallRule = Omit<CfnWebACL.RuleProperty, 'priority' | 'visibilityConfig'>;

/** AWS's managed rule sets. Rules listed under `counted` only count, because a rule of ours decides instead. */
const RULE_SETS = {
  AWSManagedRulesKnownBadInputsRuleSet: { guesses: false, counted: [] },
  AWSManagedRulesAmazonIpReputationList: { guesses: true, counted: [] },
  AWSManagedRulesCommonRuleSet: { guesses: true, counted: ['SizeRestrictions_BODY'] },
} as const;

/**
 * AWS's managed rules. Those that guess from an address or from how text looks skip the paths that Twilio asks for: Twilio
 * calls from shared cloud addresses with text that callers choose, and a callback refused by a wrong guess is lost. The
 * rules against known attacks apply everywhere.
 */
export function managedRules(fromTwilio: readonly string[]): readonly FirewallRule[] {
  return Object.entries(RULE_SETS).map(([name, { guesses, counted }]) => ({
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ...(counted.length > 0
          ? { ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })) }
          : {}),
        ...(guesses ? { scopeDownStatement: not(anyOf(fromTwilio)) } : {}),
      },
    },
  }));
}

/** Response bodies of the refusals that have a code of their own. The firewall has no request id to put into them. */
export const REFUSAL_BODIES = Object.fromEntries(
  (['BODY_TOO_LARGE', 'TOO_MANY_REQUESTS'] satisfies ErrorCode[]).map((code) => [
    code,
    { contentType: 'APPLICATION_JSON', content: JSON.stringify(errorResponse(code, 'firewall')) },
  ]),
);

function refuse(code: 'BODY_TOO_LARGE' | 'TOO_MANY_REQUESTS'): CfnWebACL.RuleActionProperty {
  return { block: { customResponse: { responseCode: ERRORS[code].status, customResponseBodyKey: code } } };
}

/** Refuses a body above {@link MAX_BODY_BYTES}, even when the firewall sees only the start of it. */
export function bodyLimit(): FirewallRule {
  return {
    name: 'BodyTooLarge',
    action: refuse('BODY_TOO_LARGE'),
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

/** Refuses a webhook without a signature header before it starts a function. The handler checks the signature itself. */
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

/**
 * Refuses an address that sends too many requests. Reads are counted apart, so that however often desks read, completing and
 * cancelling is not refused. Skips Twilio's paths: a busy hour comes from few addresses.
 */
export function rateLimits(
  { reads, actions }: AddressLimits,
  fromTwilio: readonly string[],
): readonly FirewallRule[] {
  const fromOthers = not(anyOf(fromTwilio));
  return [
    rateLimit('TooManyReads', reads, allOf([READS, fromOthers])),
    rateLimit('TooManyRequests', actions, allOf([not(READS), fromOthers])),
  ];
}

function rateLimit(name: string, limit: number, of: CfnWebACL.StatementProperty): FirewallRule {
  return {
    name,
    action: refuse('TOO_MANY_REQUESTS'),
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        limit,
        evaluationWindowSec: 300,
        scopeDownStatement: of,
      },
    },
  };
}

/** What Twilio asks of the API. Each of these requests is signed or carries credentials. */
export function twilioPaths(stage: string): readonly string[] {
  return [...pathsOf('twilioSignature', stage), ...pathsOf('connectorBasic', stage)];
}

/**
 * What Twilio asks of CloudFront: a file, with the failed address among its parameters, which the rules take for an
 * attack.
 */
export const TWILIO_FILES = [`/${VOICE_FALLBACK_FILE}`];

const NO_TRANSFORMATION = [{ priority: 0, type: 'NONE' }];

/** Main paths only: a route's other paths begin with its main path. The firewall sees the stage in the path. */
function pathsOf(kind: 'twilioSignature' | 'connectorBasic', stage: string): readonly string[] {
  return ROUTES.filter(({ auth }) => auth.kind === kind).map(({ paths }) => `/${stage}${paths[0]}`);
}

function anyOf(paths: readonly string[]): CfnWebACL.StatementProperty {
  return oneOf(paths.map((path) => startsWith({ uriPath: {} }, path)));
}

function startsWith(fieldToMatch: CfnWebACL.FieldToMatchProperty, searchString: string) {
  return {
    byteMatchStatement: {
      fieldToMatch,
      positionalConstraint: 'STARTS_WITH',
      searchString,
      textTransformations: NO_TRANSFORMATION,
    },
  };
}

function oneOf(statements: readonly CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty {
  const [first, ...others] = statements;
  return others.length === 0 && first ? first : { orStatement: { statements: [...statements] } };
}

function allOf(statements: readonly CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty {
  const [first, ...others] = statements;
  return others.length === 0 && first ? first : { andStatement: { statements: [...statements] } };
}

function not(statement: CfnWebACL.StatementProperty): CfnWebACL.StatementProperty {
  return { notStatement: { statement } };
}

/** A GET, or one of the searches that have their filters in the body. Both firewalls see the same path. */
const READS = oneOf([
  startsWith({ method: {} }, 'GET'),
  ...ROUTES.filter(({ auth, method }) => method === 'POST' && auth.kind === 'signIn' && auth.reads).map(
    ({ paths }) => startsWith({ uriPath: {} }, `/${API_STAGE}${paths[0]}`),
  ),
]);
