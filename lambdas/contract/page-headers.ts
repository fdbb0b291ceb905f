/** What the page may reach and show beyond its own origin. */
export interface PageSources {
  /** Origins its scripts talk to: sign-in, Twilio. */
  readonly connect: readonly string[];
  /** Origins it plays sounds from. */
  readonly media?: readonly string[];
  /** True for Vite's dev server, which adds styles to the page while it runs; never set for a built page. */
  readonly inlineStyles?: boolean;
}

/** What the panel may reach, and the pages in which it may stand. */
export interface PanelSources extends PageSources {
  /** Origins of every page around the panel; none: it stands in no frame at all. */
  readonly framedBy: readonly string[];
}

/**
 * Headers of the desk's pages, the same from the stack and on a local machine: own scripts and styles, nothing inline,
 * no frame, named hosts only, the microphone and nothing else. docs/decisions/0007 explains the strict opener policy.
 */
export function pageHeaders(sources: PageSources) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(sources, []),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS_POLICY,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  } as const;
}

/**
 * Headers of the panel, which stands in pages of other systems: `frame-ancestors` names them one by one, and no
 * `X-Frame-Options` is sent, because it could name none. It embeds only its own files, and says so (COEP, CORP): a page that
 * isolates itself can then embed it too.
 */
export function panelHeaders({ framedBy, ...sources }: PanelSources) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(sources, framedBy),
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Permissions-Policy': PANEL_PERMISSIONS,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  } as const;
}

/** Headers of the loader, a script that pages of other systems fetch; `integrity` needs the `Access-Control-` one. */
export const LOADER_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

function contentSecurityPolicy(
  { connect, media = [], inlineStyles = false }: PageSources,
  framedBy: readonly string[],
): string {
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
    'frame-ancestors': framedBy.length > 0 ? framedBy : ["'none'"],
    'object-src': ["'none'"],
  })
    .map(([directive, values]) => `${directive} ${values.join(' ')}`)
    .join('; ');
}

/** What no page of ours uses. */
const ALL_OFF = [
  'camera=()',
  'geolocation=()',
  'payment=()',
  'usb=()',
  'display-capture=()',
  'browsing-topics=()',
];

/** A panel may copy the details of a failure, and no more. */
const PANEL_PERMISSIONS = [
  'clipboard-write=(self)',
  'microphone=()',
  'speaker-selection=()',
  ...ALL_OFF,
].join(', ');

/** The microphone for this page alone; speaker choice belongs to it; all else off. */
const PERMISSIONS_POLICY = ['microphone=(self)', 'speaker-selection=(self)', ...ALL_OFF].join(', ');
