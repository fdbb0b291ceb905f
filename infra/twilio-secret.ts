import type { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Config } from './config.ts';
import { allow } from './handler-function.ts';
import { type Permissions, SECRET_ACTIONS } from './permissions.ts';

/**
 * The secret with Twilio's tokens, the API key and the connector's password. `npm run deploy` writes it before the
 * stack exists, so no credential passes through a template or a parameter; the stack knows only its ARN.
 */
export class TwilioSecret {
  readonly arn: string;
  private readonly keyArn: string | undefined;

  constructor(config: Pick<Config, 'twilioSecretArn' | 'twilioSecretKeyArn'>) {
    this.arn = config.twilioSecretArn;
    this.keyArn = config.twilioSecretKeyArn;
  }

  statementsFor(stack: Stack, { twilioSecret = [] }: Permissions): readonly PolicyStatement[] {
    if (twilioSecret.length === 0) return [];
    const onSecret = allow(
      twilioSecret.map((right) => SECRET_ACTIONS[right]),
      this.arn,
    );
    if (!this.keyArn) return [onSecret];
    const onKey = allow(
      twilioSecret.includes('write') ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
      this.keyArn,
    );
    onKey.addCondition('StringEquals', { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` });
    return [onSecret, onKey];
  }
}
