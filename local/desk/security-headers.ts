import { pageHeaders } from '#lambdas/contract/page-headers.ts';

/** Addresses of the stand-in Twilio that the page talks to, beyond its own origin. */
export interface LocalSources {
  readonly simulatorUrl: string;
  /** Whether Vite serves the page. */
  readonly dev: boolean;
}

/** Headers of everything but the API: the stack's, with this machine's simulator in place of Twilio. */
export function securityHeaders({ simulatorUrl, dev }: LocalSources): Readonly<Record<string, string>> {
  return pageHeaders({ connect: [simulatorUrl, simulatorUrl.replace(/^http/, 'ws')], inlineStyles: dev });
}
