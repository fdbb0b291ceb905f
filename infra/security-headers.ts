import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  type HeadersReferrerPolicy,
  ResponseHeadersPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { pageHeaders } from '#lambdas/contract/page-headers.ts';

/**
 * Hosts the two Twilio SDKs contact from the page: signalling, sounds, quality reports, Sync. Once signalling has named
 * the account's region, the reports go there: us1, the one region with Sync (observed in voice-sdk 2.18).
 */
const TWILIO_HOSTS = [
  'wss://voice-js.roaming.twilio.com',
  'https://sdk.twilio.com',
  'https://eventgw.twilio.com',
  'https://eventgw.us1.twilio.com',
  'wss://tsock.us1.twilio.com',
];

export interface SecurityHeadersProps {
  /** Unique in the account, across regions. */
  readonly name: string;
  /** Origins of the sign-in pages and of their discovery document. */
  readonly signInOrigins: readonly string[];
}

/** Headers on every response of the site: the page's own, and HSTS for two years. */
export function securityHeaders(
  scope: Construct,
  id: string,
  { name, signInOrigins }: SecurityHeadersProps,
): ResponseHeadersPolicy {
  const {
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': referrer,
    'X-Content-Type-Options': _nosniff,
    'X-Frame-Options': frame,
    ...others
  } = pageHeaders({ connect: [...signInOrigins, ...TWILIO_HOSTS], media: ['https://sdk.twilio.com'] });

  return new ResponseHeadersPolicy(scope, id, {
    responseHeadersPolicyName: name,
    // CloudFront accepts these only through settings of their own.
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption[frame], override: true },
      referrerPolicy: { referrerPolicy: referrer as HeadersReferrerPolicy, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: {
      customHeaders: Object.entries(others).map(([header, value]) => ({ header, value, override: true })),
    },
  });
}
