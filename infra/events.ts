import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '#lambdas/contract/outward-event.ts';
import { acknowledge } from './acknowledge.ts';
import { type Config, stackName } from './config.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import { allow, type HandlerFunction } from './handler-function.ts';
import type { Permissions } from './permissions.ts';

/** Bytes in base64 without padding, of the length that a webhook's secret may have: 33 bytes. */
const SECRET_LENGTH = 44;

export interface EventsProps {
  readonly config: Pick<Config, 'stage' | 'events'>;
  readonly keys: EncryptionKeys;
  readonly keep: boolean;
}

/**
 * The bus on which other systems hear of payments, its archive, and, where there are endpoints, what webhooks need: a secret
 * for each and a queue for events that could not be remembered.
 */
export class Events extends Construct {
  readonly bus: EventBus;
  /** Where events go that nobody took; absent without webhooks. */
  readonly lost?: Queue;
  /** Names of the endpoints' secrets begin so. */
  readonly secretPrefix: string;
  private readonly secrets: readonly Secret[];
  private readonly keys: EncryptionKeys;

  constructor(scope: Construct, id: string, { config, keys, keep }: EventsProps) {
    super(scope, id);
    const name = stackName(config.stage);
    const removalPolicy = keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.keys = keys;
    this.bus = new EventBus(this, 'Bus', { eventBusName: name, description: 'What becomes of payments' });
    this.bus.archive('Archive', {
      eventPattern: { source: [EVENT_SOURCE] },
      retention: Duration.days(90),
      description: 'For a replay after a receiver has lost some',
    });
    this.secretPrefix = `${name}/webhook/`;
    this.secrets = config.events.endpoints.map((endpoint) => {
      const secret = new Secret(this, `Secret-${endpoint.name}`, {
        secretName: this.secretPrefix + endpoint.name,
        description: `Signs webhooks to ${endpoint.name}: docs/events.md`,
        encryptionKey: keys.data,
        generateSecretString: {
          passwordLength: SECRET_LENGTH,
          excludePunctuation: true,
          includeSpace: false,
        },
        removalPolicy,
      });
      acknowledge(secret, {
        'AwsSolutions-SMG4':
          'Two parties hold it, so a person changes it at both; the old one stays valid for seven days (docs/events.md).',
      });
      return secret;
    });
    if (this.secrets.length === 0) return;
    this.lost = new Queue(this, 'Lost', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy,
    });
    acknowledge(this.lost, { 'AwsSolutions-SQS3': 'It is the dead-letter queue.' });
  }

  statementsFor({ bus = [], webhookSecrets = [] }: Permissions): readonly PolicyStatement[] {
    const onKey = allow(['kms:Decrypt'], this.keys.data.keyArn);
    onKey.addCondition('StringEquals', {
      'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com`,
    });
    return [
      ...(bus.length > 0 ? [allow(['events:PutEvents'], this.bus.eventBusArn)] : []),
      ...(webhookSecrets.length > 0
        ? [allow(['secretsmanager:GetSecretValue'], ...this.secrets.map(({ secretArn }) => secretArn)), onKey]
        : []),
      ...(webhookSecrets.length > 0 && this.lost ? [allow(['sqs:SendMessage'], this.lost.queueArn)] : []),
    ];
  }

  /** Has the sender called with every event, and every minute for those that wait. */
  deliverBy({ function: deliver }: HandlerFunction): void {
    if (!this.lost) return;
    const deadLetterQueue = this.lost;
    new Rule(this, 'Deliver', {
      eventBus: this.bus,
      description: 'Payments to webhooks',
      eventPattern: { source: [EVENT_SOURCE] },
      targets: [
        new LambdaFunction(deliver, { deadLetterQueue, retryAttempts: 185, maxEventAge: Duration.hours(24) }),
      ],
    });
    // The bus hands an event over once; from then on Lambda tries again.
    deliver.configureAsyncInvoke({
      onFailure: new SqsDestination(deadLetterQueue),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(deliver, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
