import { Duration } from 'aws-cdk-lib';
import {
  AnyPrincipal,
  Effect,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface HandlerFunctionProps {
  readonly code: Code;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything it may do besides writing to its log and trace. */
  readonly statements: readonly PolicyStatement[];
  /** The log it shares with others, or how its own is made. */
  readonly log: LogGroup | LogGroupProps;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
}

/** One handler on Lambda, with its own role and tracing. Lambda gives it streams of its own in its log. */
export class HandlerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    this.logGroup = props.log instanceof LogGroup ? props.log : new LogGroup(this, 'Log', props.log);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const permissions = new ManagedPolicy(this, 'Permissions', {
      roles: [this.role],
      statements: [
        allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn),
        allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
        ...props.statements,
      ],
    });
    acknowledge(permissions, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray accepts traces, and DynamoDB lists streams, for no narrower resource than "*".',
    });
    this.function = new LambdaFunction(this, 'Function', {
      code: props.code,
      description: props.description,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(props.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      logGroup: this.logGroup,
      role: this.role.withoutPolicyUpdates(),
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    this.function.node.addDependency(permissions); // otherwise it may run before it has its permissions
    acknowledge(this.function, {
      'PCI.DSS.321-LambdaInsideVPC':
        'It calls DynamoDB, Secrets Manager and Twilio over TLS and nothing in a private network; a VPC would add a NAT gateway and no protection.',
    });
  }
}

/** A statement that allows actions on resources, without conditions. */
export function allow(actions: readonly string[], ...resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });
}

/** A statement that denies everybody. */
export function deny(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Readonly<Record<string, unknown>> = {},
): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [...actions],
    resources: [...resources],
    conditions,
  });
}
