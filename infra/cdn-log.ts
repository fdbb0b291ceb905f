import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface CdnLogProps {
  /** Unique among the log deliveries of the account. */
  readonly name: string;
  readonly distribution: Distribution;
  /** Its policy must allow the deliveries. */
  readonly bucket: IBucket;
}

/**
 * The fields logged for each request to CloudFront. They leave out the query, the cookies and the referrer, because
 * what people type must not end up in a log. CloudFront's older log always includes all three.
 */
const FIELDS: readonly string[] = [
  'date',
  'time',
  'x-edge-location',
  'c-ip',
  'cs-method',
  'x-host-header',
  'cs-uri-stem',
  'sc-status',
  'sc-bytes',
  'cs(User-Agent)',
  'x-edge-result-type',
  'x-edge-request-id',
  'time-taken',
  'ssl-protocol',
];

/** CloudFront's access log. Its log delivery must be in us-east-1, wherever the bucket is. */
export class CdnLog extends Construct {
  constructor(scope: Construct, id: string, { name, distribution, bucket }: CdnLogProps) {
    super(scope, id);
    const source = new CfnDeliverySource(this, 'Source', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, 'Destination', {
      name,
      destinationResourceArn: bucket.bucketArn,
      outputFormat: 'json',
    });
    const delivery = new CfnDelivery(this, 'Delivery', {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [...FIELDS],
    });
    delivery.node.addDependency(source);
    delivery.node.addDependency(bucket);
  }
}
