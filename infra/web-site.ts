import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type Config, keepsData } from './config.ts';
import { privateBucket } from './private-bucket.ts';
import { securityHeaders } from './security-headers.ts';

export interface WebSiteProps {
  readonly config: Config;
  readonly restApiId: string;
  readonly webAclArn: string;
  readonly signInOrigins: readonly string[];
}

/** The desk's pages behind CloudFront, and under `/api/*` the API: one origin for the browser, so no CORS. */
export class WebSite extends Construct {
  readonly bucket: IBucket;
  /** Where CloudFront's access log goes too. */
  readonly accessLogs: IBucket;
  readonly distribution: Distribution;
  /** With a closing slash: the address the sign-in returns to. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, restApiId, webAclArn, signInOrigins }: WebSiteProps) {
    super(scope, id);
    const { region, urlSuffix } = Stack.of(this);
    this.accessLogs = this.accessLogBucket(keepsData(config.stage));
    this.bucket = privateBucket(this, 'Pages', {
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'pages/',
      autoDeleteObjects: true,
      removalPolicy: RemovalPolicy.DESTROY, // holds nothing that a build does not make again
    });
    const headers = securityHeaders(this, 'Headers', { signInOrigins });
    const secure = { viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY, responseHeadersPolicy: headers };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Agent desk (${config.stage})`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      webAclId: webAclArn,
      ...(config.domain
        ? {
            domainNames: [config.domain.name],
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
            certificate: Certificate.fromCertificateArn(this, 'Certificate', config.domain.certificateArn),
          }
        : {}),
      defaultBehavior: {
        ...secure,
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress: true,
        functionAssociations: [
          { eventType: FunctionEventType.VIEWER_REQUEST, function: this.pageFallback() },
        ],
      },
      additionalBehaviors: {
        '/api/*': {
          ...secure,
          origin: new HttpOrigin(`${restApiId}.execute-api.${region}.${urlSuffix}`, {
            protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
            originSslProtocols: [OriginSslPolicy.TLS_V1_2],
            readTimeout: Duration.seconds(30),
          }),
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          // Passes the Authorization header on; Host must be the API's own.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
    this.url = `https://${config.domain?.name ?? this.distribution.distributionDomainName}/`;
    this.acknowledgeFindings(config);
  }

  /** Addresses without an extension belong to the single-page app. Not an error page: that would hide the API's 404s. */
  private pageFallback(): EdgeFunction {
    return new EdgeFunction(this, 'PageFallback', {
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Answers addresses of the single-page app with its page',
      code: FunctionCode.fromInline(
        "function handler(event) { const request = event.request; if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html'; return request; }",
      ),
    });
  }

  private accessLogBucket(keep: boolean): IBucket {
    const bucket = privateBucket(this, 'AccessLogs', {
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) }],
      autoDeleteObjects: !keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(bucket, { 'AwsSolutions-S1': 'It is the log bucket; logging itself would never end.' });
    const { account, partition } = Stack.of(this);
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('AWSLogs/*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:us-east-1:${account}:delivery-source:*` },
        },
      }),
    );
    return bucket;
  }

  private acknowledgeFindings(config: Config): void {
    acknowledge(this.distribution, {
      'AwsSolutions-CFR3': 'Its log is delivered with chosen fields, without the query: see CdnLog.',
      'AwsSolutions-CFR1':
        'Where agents work is for the operator to say; set it in CloudFront if there is one country.',
      ...(config.domain
        ? {}
        : {
            'AwsSolutions-CFR4':
              "CloudFront's own domain fixes the protocol; set SITE_DOMAIN and SITE_CERTIFICATE_ARN for TLS 1.2 only.",
          }),
    });
  }
}

/** Where `npm run build` leaves the pages, or undefined before it ran. */
export function builtPages(): string | undefined {
  const folder = join(import.meta.dirname, '..', 'web', 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
