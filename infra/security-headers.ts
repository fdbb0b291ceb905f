import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  type HeadersReferrerPolicy,
  ResponseHeadersPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { LOADER_HEADERS, pageHeaders, panelHeaders } from '#lambdas/contract/page-headers.ts';

/** Where the Sync SDK connects: us1, the one region with Sync (observed in voice-sdk 2.18 and twilio-sync). */
const SYNC_HOST = 'wss://tsock.us1.twilio.com';
/**
 * Hosts the two Twilio SDKs contact from the page: signalling, sounds, quality reports, Sync. Once signalling has named
 * the account's region, the reports go there.
 */
const TWILIO_HOSTS = [
  'wss://voice-js.roaming.twilio.com',
  'https://sdk.twilio.com',
  'https://eventgw.twilio.com',
  'https://eventgw.us1.twilio.com',
  SYNC_HOST,
];

export interface SecurityHeadersProps {
  /** Unique in the account, across regions. */
  readonly name: string;
  /** Origins of the sign-in pages and of their discovery document. */
  readonly signInOrigins: readonly string[];
  /** Origins of the pages in which the panel may stand. */
  readonly framedBy: readonly string[];
}

/** Headers on every response of the site: each part's own, and HSTS for two years. */
export function securityHeaders(
  scope: Construct,
  { name, signInOrigins, framedBy }: SecurityHeadersProps,
): Readonly<Record<'desk' | 'panel' | 'loader', ResponseHeadersPolicy>> {
  const desk = { connect: [...signInOrigins, ...TWILIO_HOSTS], media: ['https://sdk.twilio.com'] };
  const panel = { connect: [SYNC_HOST], framedBy };
  return {
    desk: policy(scope, 'Headers', name, pageHeaders(desk)),
    panel: policy(scope, 'PanelHeaders', `${name}-panel`, panelHeaders(panel)),
    loader: policy(scope, 'LoaderHeaders', `${name}-loader`, LOADER_HEADERS),
  };
}

interface Headers {
  readonly 'Content-Security-Policy': string;
  readonly 'Referrer-Policy': string;
  readonly 'X-Content-Type-Options': string;
  readonly 'X-Frame-Options'?: 'DENY';
  readonly [other: string]: string;
}

function policy(scope: Construct, id: string, name: string, headers: Headers): ResponseHeadersPolicy {
  const {
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': referrer,
    'X-Content-Type-Options': _nosniff,
    'X-Frame-Options': frame,
    ...others
  } = headers;
  return new ResponseHeadersPolicy(scope, id, {
    responseHeadersPolicyName: name,
    // CloudFront accepts these only through settings of their own.
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      ...(frame ? { frameOptions: { frameOption: HeadersFrameOption[frame], override: true } } : {}),
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
