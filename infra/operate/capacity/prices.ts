/** What one of something costs. */
interface Price {
  /** In USD. */
  readonly dollars: number;
  /** Where the price was read, and when it was last known to hold. */
  readonly source: string;
  /** AWS itself says so: its price page or documentation. Otherwise somebody repeats it. */
  readonly isConfirmed: boolean;
}

const MILLION = 1_000_000;

/**
 * AWS's list prices in us-east-1, first tier, without the free tier. Looked up in November 2026: the price pages fill in
 * their figures by script, so that most could be read only where others quote them.
 */
export const PRICES = {
  apiRequest: {
    dollars: 3.5 / MILLION,
    source:
      'AWS whitepaper "API Gateway Private APIs", Cost optimization: REST API, first 333 million a month',
    isConfirmed: true,
  },
  invocation: {
    dollars: 0.2 / MILLION,
    source: 'AWS Lambda pricing, as quoted in September 2026',
    isConfirmed: false,
  },
  gigabyteSecond: {
    dollars: 0.000_013_333_4,
    source: 'AWS Lambda pricing, arm64, as the package artillery 2.0.28 has it',
    isConfirmed: false,
  },
  writeUnit: {
    dollars: 0.625 / MILLION,
    source: 'DynamoDB pricing, on demand since November 2024, as quoted in July 2025',
    isConfirmed: false,
  },
  readUnit: {
    dollars: 0.125 / MILLION,
    source: 'DynamoDB pricing, on demand since November 2024, as quoted in July 2025',
    isConfirmed: false,
  },
  logByte: {
    dollars: 0.5 / 1e9,
    source: 'CloudWatch pricing, Logs, standard class, as quoted in June 2026',
    isConfirmed: false,
  },
  maskedLogByte: {
    dollars: 0.12 / 1e9,
    source: 'CloudWatch pricing, Logs data protection, as quoted in June 2026',
    isConfirmed: false,
  },
  firewallRequest: {
    dollars: 0.6 / MILLION,
    source: 'AWS WAF pricing, as quoted in 2026',
    isConfirmed: false,
  },
  trace: {
    dollars: 5 / MILLION,
    source: 'AWS X-Ray pricing',
    isConfirmed: true,
  },
  storedByteMonth: {
    dollars: 0.25 / 1e9,
    source: 'DynamoDB pricing, standard class; recollection',
    isConfirmed: false,
  },
  objectWrite: {
    dollars: 5 / MILLION,
    source: 'Amazon S3 pricing, standard class, PUT and LIST; recollection',
    isConfirmed: false,
  },
  objectRead: {
    dollars: 0.4 / MILLION,
    source: 'Amazon S3 pricing, standard class, GET; recollection',
    isConfirmed: false,
  },
  objectByteMonth: {
    dollars: 0.023 / 1e9,
    source: 'Amazon S3 pricing, standard class, first 50 TB; recollection',
    isConfirmed: false,
  },
  signature: {
    dollars: 15 / MILLION,
    source: 'AWS KMS pricing, asymmetric requests but RSA 2048, as quoted in 2026',
    isConfirmed: false,
  },
  keyMonth: {
    dollars: 1,
    source: 'AWS KMS pricing, as quoted in 2026',
    isConfirmed: false,
  },
} as const satisfies Readonly<Record<string, Price>>;
