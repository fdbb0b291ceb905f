/** What the page may reach and show beyond its own origin. */
export interface PageSources {
  /** Origins its scripts talk to: sign-in, Twilio. */
  readonly connect: readonly string[];
  /** Origins it plays sounds from. */
  readonly media?: readonly string[];
  /** True for Vite's dev server, which adds styles to the page while it runs; never set for a built page. */
  readonly inlineStyles?: boolean;
}

/**
 * Headers of the desk's pages, the same from the stack and on a local machine: own scripts and styles, nothing inline,
 * no frame, named hosts only, the microphone and nothing else. docs/decisions/0007 explains the strict opener policy.
 */
export function pageHeaders(sources: PageSources) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(sources),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS_POLICY,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  } as const;
}

function contentSecurityPolicy({ connect, media = [], inlineStyles = false }: PageSources): string {
  return Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", ...(inlineStyles ? ["'unsafe-inline'"] : [])],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...connect],
    'media-src': ["'self'", 'blob:', 'data:', ...media],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  })
    .map(([directive, values]) => `${directive} ${values.join(' ')}`)
    .join('; ');
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
