import type { DynamoDBRecord } from 'aws-lambda';

export interface StreamItem {
  readonly paySid: string;
  readonly sequence: number;
  readonly hash?: string;
}

/** A record of the audit table's stream. */
export function record(
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE',
  { paySid, sequence, hash }: StreamItem,
  more: Pick<DynamoDBRecord, 'userIdentity'> = {},
): DynamoDBRecord {
  const Keys = { paySid: { S: paySid }, sequence: { N: String(sequence) } };
  const image = { ...Keys, ...(hash ? { hash: { S: hash } } : {}) };
  return {
    eventName,
    dynamodb: {
      Keys,
      ...(eventName === 'REMOVE' ? {} : { NewImage: image }),
      ...(eventName === 'INSERT' ? {} : { OldImage: image }),
    },
    ...more,
  };
}

/** Name of the payment of that number. */
export function payment(number: number): string {
  return `PK${number.toString(16).padStart(32, '0')}`;
}

/** A hash for an event. */
export function hashFor(number: number): string {
  return number.toString(16).padStart(64, '0');
}

/** Events of a payment as they are put, from one number to another. */
export function events(number: number, from: number, to: number): readonly DynamoDBRecord[] {
  return Array.from({ length: to - from + 1 }, (_, at) =>
    record('INSERT', { paySid: payment(number), sequence: from + at, hash: hashFor(from + at) }),
  );
}
