import { Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

/** Hosts the two Twilio SDKs reach from the page: signalling, sounds, quality reports, Sync. */
const TWILIO_HOSTS = [
  'wss://voice-js.roaming.twilio.com',
  'https://sdk.twilio.com',
  'https://eventgw.twilio.com',
  'wss://tsock.us1.twilio.com',
];

export interface ContentSourcesProps {
  /** Origins of the sign-in pages and of their discovery document. */
  readonly signInOrigins: readonly string[];
}

/** The page's content security policy: own scripts and styles, nothing inline, no frame, named hosts only. */
export function contentSecurityPolicy({ signInOrigins }: ContentSourcesProps): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...signInOrigins, ...TWILIO_HOSTS].join(' ')}`,
    "media-src 'self' blob: data: https://sdk.twilio.com",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/**
 * Headers on every answer of the site. No opener policy: signing in again happens in a small window that comes back
 * from Cognito's own host, and any such policy would cut it off from the page that opened it.
 */
export function securityHeaders(
  scope: Construct,
  id: string,
  props: ContentSourcesProps,
): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(props), override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Permissions-Policy', value: PERMISSIONS_POLICY, override: true },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
      ],
    },
  });
}

/** The microphone for this page alone; speaker choice belongs to it; all else off. */
const PERMISSIONS_POLICY = [
  'microphone=(self)',
  'speaker-selection=(self)',
  'camera=()',
  'geolocation=()',
  'payment=()',
  'usb=()',
  'display-capture=()',
  'browsing-topics=()',
].join(', ');
