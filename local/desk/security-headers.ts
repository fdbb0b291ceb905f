import { LOADER_HEADERS, pageHeaders, panelHeaders } from '#lambdas/contract/page-headers.ts';

/** Addresses of the stand-in Twilio that the page talks to, beyond its own origin. */
export interface LocalSources {
  readonly simulatorUrl: string;
  /** Whether Vite serves the page. */
  readonly dev: boolean;
  /** Origins of the pages in which the panel may stand. */
  readonly framedBy: readonly string[];
}

export type Headers = Readonly<Record<string, string>>;

/**
 * Headers of everything but the API, by path: the stack's, with this machine's simulator in place of Twilio. Its console
 * may frame the desk, which no page may in the stack: docs/decisions/0031.
 */
export function securityHeaders({ simulatorUrl, dev, framedBy }: LocalSources): (path: string) => Headers {
  const sources = { connect: [simulatorUrl, simulatorUrl.replace(/^http/, 'ws')], inlineStyles: dev };
  const desk = framedBySimulator(pageHeaders(sources), simulatorUrl);
  const panel = panelHeaders({ ...sources, framedBy });
  return (path) => (path === '/panel' ? panel : path.startsWith('/embed/') ? LOADER_HEADERS : desk);
}

function framedBySimulator(stack: Headers, simulatorUrl: string): Headers {
  // Named by `frame-ancestors` alone: `X-Frame-Options` could name none.
  const { 'X-Frame-Options': _, ...rest } = stack;
  const policy = stack['Content-Security-Policy'] ?? '';
  return {
    ...rest,
    'Content-Security-Policy': policy.replace("frame-ancestors 'none'", `frame-ancestors ${simulatorUrl}`),
  };
}
