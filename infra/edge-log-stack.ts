import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CdnLog, type CdnLogProps } from './cdn-log.ts';

/** CloudFront's access log where the rest does not live in us-east-1. Not with the firewall: that is there before CloudFront. */
export class EdgeLogStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & CdnLogProps) {
    super(scope, id, props);
    new CdnLog(this, 'CdnLog', props);
  }
}
