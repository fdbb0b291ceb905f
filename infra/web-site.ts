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
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { VOICE_FALLBACK_FILE } from '#lambdas/contract/voice-fallback.ts';
import { acknowledge } from './acknowledge.ts';
import { type Config, keepsData, nameInAccount } from './config.ts';
import { privateBucket } from './private-bucket.ts';
import { securityHeaders } from './security-headers.ts';

export interface WebSiteProps {
  readonly config: Config;
  readonly restApiId: string;
  readonly webAclArn: string;
  readonly signInOrigins: readonly string[];
}

/** The desk's pages behind CloudFront, with the API under `/api/*`: one origin for the browser, so no CORS. */
export class WebSite extends Construct {
  readonly bucket: IBucket;
  /** Also receives CloudFront's access log. */
  readonly accessLogs: IBucket;
  readonly distribution: Distribution;
  /** With a trailing slash: the address to which the sign-in returns. */
  readonly url: string;
  /** At CloudFront's own name: it works also where `SITE_DOMAIN` does not resolve. */
  readonly voiceFallbackUrl: string;

  constructor(scope: Construct, id: string, { config, restApiId, webAclArn, signInOrigins }: WebSiteProps) {
    super(scope, id);
    const { region, urlSuffix } = Stack.of(this);
    const name = nameInAccount(config);
    this.accessLogs = this.accessLogBucket(keepsData(config.stage));
    this.bucket = privateBucket(this, 'Pages', {
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'pages/',
      autoDeleteObjects: true,
      removalPolicy: RemovalPolicy.DESTROY, // a build can recreate everything in it
    });
    const headers = securityHeaders(this, {
      name,
      signInOrigins,
      framedBy: config.embed.origins,
    });
    const pages = S3BucketOrigin.withOriginAccessControl(this.bucket, {
      originAccessControl: new S3OriginAccessControl(this, 'PagesAccess', { originAccessControlName: name }),
    });
    const secure = {
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      responseHeadersPolicy: headers.desk,
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Agent desk (${config.stage})`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      // By default CloudFront keeps an error for ten seconds and gives it to everybody who asks for the same address.
      errorResponses: KEPT_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
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
        origin: pages,
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
          // Forwards the Authorization header; Host must be the API's own.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
        // This path and nothing else: no page of the desk may come with headers that let it be framed.
        '/panel': {
          ...secure,
          origin: pages,
          compress: true,
          responseHeadersPolicy: headers.panel,
          functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.panelPage() }],
        },
        '/embed/*': { ...secure, origin: pages, compress: true, responseHeadersPolicy: headers.loader },
      },
    });
    this.url = `https://${config.domain?.name ?? this.distribution.distributionDomainName}/`;
    this.voiceFallbackUrl = `https://${this.distribution.distributionDomainName}/${VOICE_FALLBACK_FILE}`;
    this.acknowledgeFindings(config);
  }

  /** Serves the single-page app at every address without an extension. An error page would hide the API's 404s. */
  private pageFallback(): EdgeFunction {
    return new EdgeFunction(this, 'PageFallback', {
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Serves the single-page app at its addresses',
      code: FunctionCode.fromInline(
        "function handler(event) { const request = event.request; if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html'; return request; }",
      ),
    });
  }

  private panelPage(): EdgeFunction {
    return new EdgeFunction(this, 'PanelPage', {
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Serves the panel at its address',
      code: FunctionCode.fromInline(
        "function handler(event) { event.request.uri = '/panel.html'; return event.request; }",
      ),
    });
  }

  private accessLogBucket(keep: boolean): IBucket {
    const bucket = privateBucket(this, 'AccessLogs', {
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) }],
      autoDeleteObjects: !keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'It is the log bucket; logging its own requests would never end.',
    });
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
      'AwsSolutions-CFR3': 'CdnLog delivers its log with chosen fields, without the query.',
      'AwsSolutions-CFR1':
        'The operator decides where agents work; restrict it in CloudFront if that is one country.',
      ...(config.domain
        ? {}
        : { 'AwsSolutions-CFR4': FIXED_PROTOCOL, 'PCI.DSS.401-SiteTls': FIXED_PROTOCOL }),
    });
  }
}

const FIXED_PROTOCOL =
  "CloudFront's own domain fixes the protocol; set SITE_DOMAIN and SITE_CERTIFICATE_ARN for TLS 1.2 only.";

/**
 * Every status for which CloudFront has such a setting. It holds for the pages, too, whose errors cost nothing; the
 * origin's own body is passed on. Other statuses, 401 and 429 among them, are kept only when a response asks for it.
 */
const KEPT_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** The folder to which `npm run build` writes the pages, or undefined when it has not run yet. */
export function builtPages(): string | undefined {
  const folder = join(import.meta.dirname, '..', 'web', 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
