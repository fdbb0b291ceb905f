/** Addresses of the stand-in Twilio that the page talks to, beyond its own origin. */
export interface PageSources {
  readonly simulatorUrl: string;
  /** Vite's dev server puts styles into the page as it goes. */
  readonly dev: boolean;
}

/** Headers of everything but the API: as strict as the stack's, plus this machine's simulator. */
export function securityHeaders({ simulatorUrl, dev }: PageSources): Readonly<Record<string, string>> {
  const simulatorSocket = simulatorUrl.replace(/^http/, 'ws');
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': dev ? "'self' 'unsafe-inline'" : "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'media-src': "'self' blob: data:",
    'connect-src': `'self' ${simulatorUrl} ${simulatorSocket}`,
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join('; '),
    'Permissions-Policy': 'microphone=(self), camera=(), geolocation=(), payment=(), usb=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
