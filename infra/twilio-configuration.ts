import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';
import type { PhoneNumberProperties, ServicesProperties } from '#lambdas/contract/custom-resources.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import type { Config } from './config.ts';

export interface TwilioConfigurationProps {
  readonly config: Config;
  /** The function that CloudFormation calls. */
  readonly configure: LambdaFunction;
  readonly publicBaseUrl: string;
  /** Address of static TwiML that needs nothing of the API. */
  readonly voiceFallbackUrl: string;
}

/** Friendly name of everything the stack makes at Twilio. */
export function nameAtTwilio({
  stage,
  account,
  region,
}: Readonly<Record<'stage' | 'account' | 'region', string>>): string {
  return `agent-assist-pay ${stage} ${account} ${region}`;
}

/** Twilio's side of the stack: a TwiML app, a Sync service and an API key, created before any handler needs them. */
export class TwilioConfiguration extends Construct {
  readonly twimlAppSid: string;
  readonly syncServiceSid: string;
  /** `found`, `missing` or `unknown`: what the Marketplace API says about the Pay Connector. */
  readonly payConnector: string;
  private readonly props: TwilioConfigurationProps;

  constructor(scope: Construct, id: string, props: TwilioConfigurationProps) {
    super(scope, id);
    this.props = props;
    const { config, configure, publicBaseUrl, voiceFallbackUrl } = props;
    const properties: ServicesProperties = {
      name: nameAtTwilio(config),
      accountSid: config.twilioAccountSid,
      ...(config.twilioSecretVersion ? { secretVersion: config.twilioSecretVersion } : {}),
      ...(config.mending ? { mending: config.mending } : {}),
      voiceUrl: publicBaseUrl + PATHS.twiml,
      voiceFallbackUrl,
      payConnectorName: config.payConnectorName,
      ...(config.syncServiceSid ? { syncServiceSid: config.syncServiceSid } : {}),
    };
    const services = new CustomResource(this, 'Services', {
      resourceType: 'Custom::TwilioServices',
      serviceToken: configure.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { ...properties },
    });
    this.twimlAppSid = services.getAttString('twimlAppSid');
    this.syncServiceSid = services.getAttString('syncServiceSid');
    this.payConnector = services.getAttString('payConnector');
  }

  /** Points the phone number at this stack. It comes last, so that a caller never reaches an unfinished stack. */
  attachNumberAfter(...ready: readonly IDependable[]): void {
    const properties: PhoneNumberProperties = {
      phoneNumber: this.props.config.phoneNumber,
      accountSid: this.props.config.twilioAccountSid,
      twimlAppSid: this.twimlAppSid,
    };
    new CustomResource(this, 'PhoneNumber', {
      resourceType: 'Custom::TwilioPhoneNumber',
      serviceToken: this.props.configure.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { ...properties },
    }).node.addDependency(...ready);
  }
}
