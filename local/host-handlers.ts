import type { RouteDefinition } from '#lambdas/contract/routes.ts';
import { createApiHost } from './api-host/api-host.ts';
import type { Authorizer } from './api-host/authorizer.ts';
import type { HandlerLog } from './handler-log.ts';
import type { LoadHandler } from './load-handlers.ts';
import { failureLine } from './log-lines.ts';

export interface HostedHandlers {
  readonly routes: readonly RouteDefinition[];
  readonly loadHandler: LoadHandler;
  readonly authorize: Authorizer;
  readonly log: HandlerLog;
  /** Called with one line when a handler does not load. */
  readonly warn: (line: string) => void;
}

/** The API with its handlers loaded before the first request, and their output and crashes in the log. */
export async function hostHandlers({ routes, loadHandler, authorize, log, warn }: HostedHandlers) {
  // One after the other: they share most of their imports, and jest's module registry cannot handle a race for them.
  for (const { entry } of routes) {
    await loadHandler(entry).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      warn(`Failed to load lambdas/${entry}: ${reason}. Its route returns 503 until it loads.`);
    });
  }

  return createApiHost({
    routes,
    stage: 'api',
    authorize,
    loadHandler,
    onCrash: ({ name }, requestId, error) =>
      log.write(failureLine('Handler crashed', error, { route: name, requestId })),
  });
}
