import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CdnLog, type CdnLogProps } from './cdn-log.ts';

/**
 * CloudFront's access log when the main stack is not in us-east-1. A stack of its own, because the firewall's stack is
 * deployed before CloudFront exists.
 */
export class EdgeLogStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & CdnLogProps) {
    super(scope, id, props);
    new CdnLog(this, 'CdnLog', props);
  }
}
