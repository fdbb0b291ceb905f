import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { buildHandlers } from '#infra/bundle-handlers.ts';
import { JOBS } from '#lambdas/contract/jobs.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import type { BundledModules } from './software.ts';

/** Bundles handlers and pages as a deployment does, writes neither, and returns the modules of which something is left. */
export async function bundledModules(root: string): Promise<BundledModules> {
  const entries = Object.fromEntries([...ROUTES, ...JOBS].map(({ name, entry }) => [name, entry]));
  const { outputs } = buildHandlers(entries).metafile;
  const handlers = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([module, { bytesInOutput }]) => (bytesInOutput > 0 ? module : [])),
  );
  const built = await build({
    configFile: join(root, 'web', 'vite.config.ts'),
    logLevel: 'silent',
    build: { write: false },
  });
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const page = files
    .filter((file): file is Rolldown.OutputChunk => file.type === 'chunk')
    .flatMap(({ modules }) =>
      Object.entries(modules).flatMap(([module, { renderedLength }]) => (renderedLength > 0 ? module : [])),
    );
  return { handlers: [...new Set(handlers)], page: [...new Set(page)] };
}
