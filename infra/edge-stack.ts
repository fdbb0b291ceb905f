import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { EdgeFirewall } from './edge-firewall.ts';
import { EncryptionKeys } from './encryption-keys.ts';

/** CloudFront's firewall, which must be in us-east-1 even when the main stack is not. */
export class EdgeStack extends Stack {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, props: StackProps & { readonly config: Config }) {
    super(scope, id, props);
    const keys = new EncryptionKeys(this, 'Keys', { keep: false });
    this.webAclArn = new EdgeFirewall(this, 'EdgeFirewall', {
      config: props.config,
      logsKey: keys.operations,
    }).aclArn;
  }
}
