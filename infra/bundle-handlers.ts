import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildResult, buildSync } from 'esbuild';
import { BUNDLE_ALIASES } from '#lambdas/platform/bundling.ts';

const LAMBDAS = join(import.meta.dirname, '..', 'lambdas');

/** The code of each handler, by name. The first request bundles all handlers in one esbuild call. */
export class HandlerBundles {
  private readonly entries: Readonly<Record<string, string>>;
  private built: ReturnType<typeof buildHandlers> | undefined;

  /** @param entries file below `lambdas/` by handler name */
  constructor(entries: Readonly<Record<string, string>>) {
    this.entries = entries;
  }

  codeOf(name: string): Code {
    return Code.fromAsset(LAMBDAS, {
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        image: DockerImage.fromRegistry('never-used: handlers are bundled on this machine'),
        command: [name], // only these options tell CDK that two assets of one folder differ
        local: { tryBundle: (folder) => this.write(name, folder) },
      },
    });
  }

  private write(name: string, folder: string): boolean {
    this.built ??= buildHandlers(this.entries);
    const prefix = `/${name}/`;
    for (const file of this.built.outputFiles ?? []) {
      const at = file.path.indexOf(prefix);
      if (at < 0) continue;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, file.path.slice(at + prefix.length)), file.contents);
    }
    return true;
  }
}

/**
 * Bundles each handler into one ES module. That includes the ESM build of the AWS SDK, which halves the import time
 * compared with the copy in the Lambda runtime. Writes nothing to disk.
 */
export function buildHandlers(entries: Readonly<Record<string, string>>, { minify = true } = {}) {
  return buildSync({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, file]) => [`${name}/index`, join(LAMBDAS, file)]),
    ),
    outdir: '/handlers',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    metafile: true,
    minify,
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { ...BUNDLE_ALIASES },
    // The SDK reads its clients' versions from their package.json, 2 kB each.
    loader: { '.json': 'empty' },
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  }) satisfies BuildResult;
}
