import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** What a part of the page may weigh: kilobytes (1,000 bytes) of JavaScript or CSS, gzipped. */
export interface Budget {
  readonly part: string;
  readonly kilobytes: number;
  /** Whether a file belongs to the part. */
  readonly holds: (file: BuiltFile) => boolean;
}

export interface BuiltFile {
  readonly fileName: string;
  readonly kind: 'script' | 'style' | 'other';
  /** Starts that fetch it at once: pages, and scripts loaded later, each with everything it imports statically and its styles. */
  readonly firstOf: readonly string[];
  /** Pages that fetch it at all. */
  readonly of: readonly string[];
  /** The packages and modules it contains. */
  readonly modules: readonly string[];
}

/** The pages, by the names of their files. */
const DESK = 'index';
const PANEL = 'panel';
const LOADER = /^embed\/v\d+\/loader\.js$/;

/** Loaded once somebody is signed in. */
const SIGNED_IN = 'signed-in';

/** Pages of the desk that are loaded when they are opened, by the names of their scripts: kilobytes of each. */
const LATER_PAGES: Readonly<Record<string, number>> = {
  'access-page': 11,
  'deliveries-page': 9,
  'overview-page': 18,
  pages: 21,
  'reports-page': 17,
  'settlement-page': 25,
  'team-page': 6,
};

/** Agents also open the desk on slow connections; decision 0001 explains these numbers. */
const BUDGETS: readonly Budget[] = [
  { part: 'the page before sign-in', kilobytes: 60, holds: (file) => isFirst(file, DESK) },
  {
    part: 'the desk after sign-in',
    kilobytes: 48,
    holds: (file) => isFirst(file, SIGNED_IN) && !isFirst(file, DESK),
  },
  { part: 'the panel before live updates', kilobytes: 60, holds: (file) => isFirst(file, PANEL) },
  { part: 'the loader of the panel', kilobytes: 3, holds: ({ fileName }) => LOADER.test(fileName) },
  { part: 'the Voice SDK', kilobytes: 60, holds: ({ modules }) => contains(modules, '@twilio/voice-sdk') },
  { part: 'the Sync SDK', kilobytes: 100, holds: ({ modules }) => contains(modules, 'twilio-sync') },
  {
    part: 'the numbers of all countries',
    kilobytes: 32,
    holds: ({ modules }) => contains(modules, 'libphonenumber-js'),
  },
  ...Object.entries(LATER_PAGES).map(([page, kilobytes]) => ({
    part: `what ${page} loads`,
    kilobytes,
    holds: (file: BuiltFile) =>
      (isFirst(file, page) && !isFirst(file, DESK) && !isFirst(file, SIGNED_IN)) ||
      file.fileName.includes(page.replace('page', 'worker-')),
  })),
  ...[DESK, PANEL].map((page) => ({
    part: `the styles of ${page}.html`,
    kilobytes: 10,
    holds: ({ kind, of }: BuiltFile) => kind === 'style' && of.includes(page),
  })),
];

/** Fails the build when a part of the page exceeds its budget, and names every part that does. */
export function keepBudgets(budgets: readonly Budget[] = BUDGETS): Plugin {
  return {
    name: 'keep-budgets',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const pages = chunks.filter((file) => file.isEntry);
      const starts = chunks.filter((file) => file.isEntry || file.isDynamicEntry);
      const reached = (
        from: readonly Rolldown.OutputChunk[],
        how: (chunk: Rolldown.OutputChunk) => readonly string[],
      ) =>
        from.map((page) => {
          const found = new Set<string>();
          const follow = (fileName: string) => {
            const file = bundle[fileName];
            if (found.has(fileName) || file?.type !== 'chunk') return;
            found.add(fileName);
            for (const style of file.viteMetadata?.importedCss ?? []) found.add(style);
            how(file).forEach(follow);
          };
          follow(page.fileName);
          return { page: page.name ?? '', found };
        });
      const first = reached(starts, ({ imports }) => imports);
      const all = reached(pages, ({ imports, dynamicImports }) => [...imports, ...(dynamicImports ?? [])]);
      const pagesOf = (fileName: string, reach: ReturnType<typeof reached>) =>
        reach.filter(({ found }) => found.has(fileName)).map(({ page }) => page);

      const files = Object.values(bundle).map((file) => ({
        fileName: file.fileName,
        kind: kindOf(file.fileName),
        firstOf: pagesOf(file.fileName, first),
        of: pagesOf(file.fileName, all),
        modules: file.type === 'chunk' ? file.moduleIds : [],
        bytes: gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length,
      }));
      const over = budgets.flatMap(({ part, kilobytes, holds }) => {
        const weight = files.filter(holds).reduce((sum, { bytes }) => sum + bytes, 0) / 1_000;
        return weight > kilobytes ? [`${part}: ${weight.toFixed(1)} kB of ${kilobytes} kB`] : [];
      });
      if (over.length > 0) {
        this.error(
          `Failed to keep the page light: ${over.join('; ')}. Load less, load it later, or change web/budget.ts.`,
        );
      }
    },
  };
}

const isFirst = ({ kind, firstOf }: BuiltFile, start: string) => kind === 'script' && firstOf.includes(start);

const contains = (modules: readonly string[], name: string) =>
  modules.some((module) => module.includes(`node_modules/${name}/`));

function kindOf(fileName: string): BuiltFile['kind'] {
  if (fileName.endsWith('.js')) return 'script';
  return fileName.endsWith('.css') ? 'style' : 'other';
}
