import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CfnElement, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { LOGO_FOLDER } from '#lambdas/contract/look-settings.ts';
import { VOICE_FALLBACK_FILE } from '#lambdas/contract/voice-fallback.ts';
import { acknowledge } from './acknowledge.ts';
import { allow } from './handler-function.ts';
import { readLogo } from './read-logo.ts';

export interface WebPagesProps {
  readonly bucket: IBucket;
  /** Folder with the built pages; without it, a single page says that they are not built. */
  readonly folder: string | undefined;
  readonly deskConfig: DeskConfig;
  /** Path of the business's own picture, checked before. */
  readonly logo: string | undefined;
  /** Set, and never the same, to upload what may be missing from the bucket although no page has changed. */
  readonly mending: string | undefined;
  readonly logsKey: IKey;
}

/** Uploads the built desk: first hashed assets, cached for a year, then the page and its settings, checked on every load. */
export class WebPages extends Construct {
  constructor(scope: Construct, id: string, props: WebPagesProps) {
    super(scope, id);
    const { bucket, folder, deskConfig, logo, mending, logsKey } = props;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THIRTEEN_MONTHS,
      encryptionKey: logsKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(logGroup, {
      'PCI.DSS.401-LogMasksCards':
        "CDK's own upload helper writes it, which copies published pages and is sent nothing.",
    });
    role.addToPolicy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn));
    const common = {
      destinationBucket: bucket,
      role,
      logGroup,
      prune: false,
      memoryLimit: 512,
      ...(mending ? { metadata: { mending } } : {}),
    };

    const assets = folder
      ? new BucketDeployment(this, 'Assets', {
          ...common,
          sources: [Source.asset(folder, { exclude: PAGE_FILES })],
          cacheControl: [
            CacheControl.setPublic(),
            CacheControl.maxAge(Duration.days(365)),
            CacheControl.immutable(),
          ],
        })
      : undefined;
    const page: ISource = folder
      ? Source.asset(folder, {
          exclude: ['*', ...PAGE_FOLDERS, ...PAGE_FILES].map((path, at) => (at ? `!${path}` : path)),
        })
      : Source.data(
          'index.html',
          '<!doctype html><title>Not built</title><p>Run npm run build and deploy again.',
        );
    const pages = new BucketDeployment(this, 'Page', {
      ...common,
      sources: [page, Source.jsonData('config.json', deskConfig), ...(logo ? [logoSource(logo)] : [])],
      cacheControl: [CacheControl.noCache()],
    });
    if (assets) pages.node.addDependency(assets); // a page must never refer to an asset that is not uploaded yet
    this.acknowledgeFindings(role, bucket);
  }

  private acknowledgeFindings(role: Role, bucket: IBucket): void {
    const stack = Stack.of(this);
    const uploads =
      "CDK's own upload helper reads the deployment's assets and writes the pages; nothing else uses it.";
    const pages = stack.getLogicalId(bucket.node.defaultChild as CfnElement);
    acknowledge(role, {
      'PCI.DSS.321-IAMNoInlinePolicy':
        "CDK's own upload helper writes its policy inline; nothing else uses it.",
      ...Object.fromEntries(
        [
          ...['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'].map(
            (it) => `Action::${it}`,
          ),
          `Resource::<${pages}.Arn>/*`,
          `Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-${stack.account}-${stack.region}/*`,
        ].map((finding) => [`AwsSolutions-IAM5[${finding}]`, uploads]),
      ),
    });
    const helper = stack.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
    if (!helper)
      throw new Error('Failed to find the upload helper: CDK has renamed it. Correct its name here.');
    acknowledge(helper, {
      'AwsSolutions-L1': "CDK chooses the runtime of its upload helper; it follows CDK's releases.",
      'PCI.DSS.321-LambdaInsideVPC':
        'It copies published pages from one bucket to another and never sees card data.',
    });
  }
}

/** The picture under the name that `DeskConfig.brand` has for it. */
function logoSource(path: string): ISource {
  const logo = readLogo(path);
  if (logo.problem !== undefined) throw new Error(`Failed to read BRAND_LOGO: it ${logo.problem}`);
  const folder = mkdtempSync(join(tmpdir(), 'brand-'));
  mkdirSync(join(folder, LOGO_FOLDER));
  writeFileSync(join(folder, LOGO_FOLDER, `logo.${logo.type}`), logo.bytes);
  return Source.asset(folder);
}

/** Folders on the way to them: a pattern for a file does not open the folders around it. */
const PAGE_FOLDERS = ['embed', 'embed/v1'];
/** Files that change under the same name. */
const PAGE_FILES = [
  'index.html',
  'panel.html',
  'config.json',
  'embed/v1/loader.js',
  'embed/v1/loader.d.ts',
  'embed/v1/release.json',
  VOICE_FALLBACK_FILE,
];
