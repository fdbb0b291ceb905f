import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  type CfnRestApi,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodOptions,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { GRANT_SCOPE, type RouteAuth, type RouteDefinition } from '#lambdas/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { throttleAt } from './operate/capacity/sizing.ts';
import { protectedLog } from './protected-log.ts';
import { DESK_SCOPE } from './sign-in.ts';

/** Part of every address Twilio signs, and of the `/api/*` that CloudFront serves. */
export const API_STAGE = 'api';

export interface PaymentsApiProps {
  readonly userPool: IUserPool;
  readonly logsKey: IKey;
  readonly keepLogs: boolean;
  readonly paymentsPerSecond: number;
}

/** The REST API. It starts empty, because every handler's environment contains its address. */
export class PaymentsApi extends Construct {
  readonly api: RestApi;
  /** `https://….execute-api.<region>.amazonaws.com/api`: what Twilio calls and signs. */
  readonly publicBaseUrl: string;
  readonly accessLog: LogGroup;
  private readonly authorizer: CognitoUserPoolsAuthorizer;

  constructor(
    scope: Construct,
    id: string,
    props: PaymentsApiProps & { readonly routes: readonly RouteDefinition[] },
  ) {
    super(scope, id);
    const log = protectedLog(props.logsKey, props.keepLogs);
    this.accessLog = new LogGroup(this, 'AccessLog', log);
    this.api = new RestApi(this, 'Rest', {
      restApiName: Stack.of(this).stackName, // names its metrics
      description: 'Agent-assisted payments',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN, // one role serves every API of the account and region
      deployOptions: {
        stageName: API_STAGE,
        tracingEnabled: true,
        ...LOGGING,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
        methodOptions: throttles(props.routes, props.paymentsPerSecond),
      },
    });
    const { region, urlSuffix } = Stack.of(this);
    this.publicBaseUrl = `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}/${API_STAGE}`;
    const rest = this.api.node.defaultChild as CfnRestApi;
    rest.securityPolicy = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
    rest.endpointAccessMode = 'STRICT';

    const executionLog = new LogGroup(this, 'ExecutionLog', {
      ...log,
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/${API_STAGE}`, // otherwise API Gateway creates one without encryption
    });
    this.api.deploymentStage.node.addDependency(executionLog);
    this.authorizer = new CognitoUserPoolsAuthorizer(this, 'Authorizer', {
      cognitoUserPools: [props.userPool],
    });
    addGatewayResponses(this.api);
    this.acknowledgeFindings();
  }

  /** Publishes one route, on all its paths. */
  addRoute(route: RouteDefinition, handler: LambdaFunction): void {
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    const scope = SCOPES[route.auth.kind];
    const options: MethodOptions =
      scope === undefined
        ? { authorizationType: AuthorizationType.NONE }
        : {
            authorizer: this.authorizer,
            authorizationType: AuthorizationType.COGNITO,
            authorizationScopes: [scope],
          };
    for (const path of route.paths) {
      const method = this.api.root.resourceForPath(path).addMethod(route.method, integration, options);
      const reasons = UNSIGNED_IN[route.auth.kind];
      if (reasons) acknowledge(method, reasons);
    }
  }

  /** Puts a firewall in front of the stage. */
  protectWith(webAclArn: string): void {
    new CfnWebACLAssociation(this, 'Firewall', { resourceArn: this.api.deploymentStage.stageArn, webAclArn });
  }

  private acknowledgeFindings(): void {
    acknowledge(this.api, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'API Gateway needs exactly this policy to write a log; the role serves every API of the account.',
      'AwsSolutions-APIG2':
        'Each handler validates its own body against a schema and names the invalid field; the firewall refuses large bodies.',
    });
    acknowledge(this.api.deploymentStage, {
      'PCI.DSS.321-APIGWCacheEnabledAndEncrypted':
        'No response may be cached: each depends on the caller and the time.',
      'PCI.DSS.321-APIGWSSLEnabled':
        'A client certificate proves API Gateway to an HTTP backend; every integration here is a Lambda function.',
    });
  }
}

/** The scope that a token needs where the gateway itself checks it. */
const SCOPES: Readonly<Partial<Record<RouteAuth['kind'], string>>> = {
  signIn: DESK_SCOPE,
  client: GRANT_SCOPE,
};

const UNSIGNED_IN: Readonly<Partial<Record<RouteAuth['kind'], Record<string, string>>>> = {
  twilioSignature: {
    'AwsSolutions-APIG4':
      "Twilio cannot sign in; the handler checks Twilio's signature over address and body.",
    'AwsSolutions-COG4':
      "Twilio cannot sign in; the handler checks Twilio's signature over address and body.",
  },
  connectorBasic: {
    'AwsSolutions-APIG4': 'The Pay Connector sends HTTP Basic credentials; the handler checks them.',
    'AwsSolutions-COG4': 'The Pay Connector sends HTTP Basic credentials; the handler checks them.',
  },
  grant: {
    'AwsSolutions-APIG4':
      'The grant in the body is the proof; the handler spends it with one conditional update.',
    'AwsSolutions-COG4':
      'The grant in the body is the proof; the handler spends it with one conditional update.',
  },
  panel: {
    'AwsSolutions-APIG4':
      'A panel has no sign-in: its token is checked by the handler, where nothing remembers it.',
    'AwsSolutions-COG4':
      'A panel has no sign-in: its token is checked by the handler, where nothing remembers it.',
  },
};

/** Every field of an access-log line. No path with values, no query, no header, no body. */
const ACCESS_LOG_FIELDS = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  traceId: '$context.xrayTraceId',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  errorType: '$context.error.responseType',
  wafStatus: '$context.waf.status',
  address: '$context.identity.sourceIp',
  user: '$context.authorizer.claims.sub',
  responseMilliseconds: '$context.responseLatency',
  handlerMilliseconds: '$context.integration.latency',
};

/** For the stage and again for each method: a method's settings replace the stage's, and it inherits none. */
const LOGGING = {
  metricsEnabled: true,
  loggingLevel: MethodLoggingLevel.ERROR,
  dataTraceEnabled: false, // otherwise bodies would be logged
} as const;

function throttles(routes: readonly RouteDefinition[], paymentsPerSecond: number) {
  return Object.fromEntries(
    routes.flatMap((route) => {
      const { rate, burst } = throttleAt(paymentsPerSecond, route);
      const settings = { ...LOGGING, throttlingRateLimit: rate, throttlingBurstLimit: burst };
      return route.paths.map((path) => [`${path}/${route.method}`, settings]);
    }),
  );
}
