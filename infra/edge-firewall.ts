import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { cardDataProtection } from './card-data-protection.ts';
import type { Config } from './config.ts';
import { Firewall } from './firewall.ts';
import { bodyLimit, managedRules, rateLimits, TWILIO_FILES } from './firewall-rules.ts';

/** The firewall in front of CloudFront. It limits the rate here because here it sees the agent's own address. */
export class EdgeFirewall extends Construct {
  readonly aclArn: string;

  constructor(
    scope: Construct,
    id: string,
    { config, logsKey }: { readonly config: Config; readonly logsKey: IKey },
  ) {
    super(scope, id);
    const firewall = new Firewall(this, 'Firewall', {
      scope: 'CLOUDFRONT',
      rules: [...rateLimits(config.addressLimits, TWILIO_FILES), bodyLimit(), ...managedRules(TWILIO_FILES)],
      logGroup: firewallLog(this, 'edge', logsKey),
    });
    this.aclArn = firewall.acl.attrArn;
  }
}

/** A log group with the name AWS WAF requires. */
export function firewallLog(scope: Construct, place: 'edge' | 'api', logsKey: IKey): LogGroup {
  return new LogGroup(scope, 'FirewallLog', {
    logGroupName: `aws-waf-logs-${Stack.of(scope).stackName}-${place}`,
    retention: RetentionDays.THIRTEEN_MONTHS,
    encryptionKey: logsKey,
    removalPolicy: RemovalPolicy.DESTROY, // its name is fixed, so one left behind would make the next deployment fail
    dataProtectionPolicy: cardDataProtection(),
  });
}
