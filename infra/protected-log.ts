import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type LogGroupProps, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { cardDataProtection } from './card-data-protection.ts';

/** A log kept for 13 months under our key, with card data masked. Whoever keeps data keeps it when the stack is gone. */
export function protectedLog(logsKey: IKey, keepLogs: boolean): LogGroupProps {
  return {
    retention: RetentionDays.THIRTEEN_MONTHS,
    encryptionKey: logsKey,
    removalPolicy: keepLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    dataProtectionPolicy: cardDataProtection(),
  };
}
