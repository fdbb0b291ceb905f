import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import { firewallLog } from './edge-firewall.ts';
import { Firewall } from './firewall.ts';
import { bodyLimit, managedRules, rateLimits, twilioPaths, unsignedWebhooks } from './firewall-rules.ts';
import { API_STAGE } from './payments-api.ts';

/**
 * The firewall in front of the API. Webhooks need a signature header. It limits the rate of all other requests by
 * address, which for the desk is CloudFront's.
 */
export class ApiFirewall extends Construct {
  readonly aclArn: string;
  /** Its name in CloudWatch. */
  readonly metricName: string;

  constructor(
    scope: Construct,
    id: string,
    { config, logsKey }: { readonly config: Config; readonly logsKey: IKey },
  ) {
    super(scope, id);
    const firewall = new Firewall(this, 'Firewall', {
      scope: 'REGIONAL',
      rules: [
        unsignedWebhooks(API_STAGE),
        ...rateLimits(config.addressLimits, twilioPaths(API_STAGE)),
        bodyLimit(),
        ...managedRules(twilioPaths(API_STAGE)),
      ],
      logGroup: firewallLog(this, 'api', logsKey),
    });
    this.aclArn = firewall.acl.attrArn;
    this.metricName = firewall.metricName;
  }
}
