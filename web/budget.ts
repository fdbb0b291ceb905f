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
  /** Pages that fetch it at once: the entry, everything it imports statically, and their styles. */
  readonly firstOf: readonly string[];
  /** Pages that fetch it at all. */
  readonly of: readonly string[];
  /** Fetched at once after sign-in, and not before: the desk itself, and everything it imports statically. */
  readonly withDesk: boolean;
  /** The packages and modules it contains. */
  readonly modules: readonly string[];
}

/** The pages, by the names of their files. */
const DESK = 'index';
const PANEL = 'panel';
const LOADER = /^embed\/v\d+\/loader\.js$/;

/** Pages that are loaded when they are opened: kilobytes of each, and whose modules are theirs. */
const LATER_PAGES: Readonly<Record<string, { readonly kilobytes: number; readonly own: RegExp }>> = {
  access: { kilobytes: 3, own: /web\/src\/(access\/a|words\/(e[ns]\/)?access)/ },
  deliveries: { kilobytes: 3, own: /web\/src\/(access\/deliveries-|words\/e[ns]\/deliveries)/ },
  overview: { kilobytes: 10, own: /web\/src\/(overview\/|words\/e[ns]\/overview)/ },
  records: { kilobytes: 20, own: /web\/src\/(records\/|words\/(e[ns]\/)?trail)/ },
  reports: { kilobytes: 10, own: /web\/src\/(reports\/|words\/e[ns]\/reports)/ },
  settlement: { kilobytes: 20, own: /web\/src\/(settlement\/|words\/e[ns]\/settlement)/ },
  team: { kilobytes: 5, own: /web\/src\/(team\/|words\/(e[ns]\/)?team)/ },
};

/** Agents also open the desk on slow connections; decision 0001 explains these numbers. */
const BUDGETS: readonly Budget[] = [
  { part: 'the page before sign-in', kilobytes: 60, holds: (file) => isFirst(file, DESK) },
  {
    part: 'the desk after sign-in',
    kilobytes: 48,
    holds: ({ kind, withDesk }) => kind === 'script' && withDesk,
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
  ...Object.entries(LATER_PAGES).map(([page, { kilobytes, own }]) => ({
    part: `the page of ${page}`,
    kilobytes,
    holds: ({ fileName, firstOf, withDesk, modules }: BuiltFile) =>
      firstOf.length === 0 &&
      !withDesk &&
      (modules.some((module) => own.test(module)) || fileName.includes(`${page}-worker-`)),
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
      const pages = Object.values(bundle).filter((file) => file.type === 'chunk' && file.isEntry);
      const reached = (how: (chunk: Rolldown.OutputChunk) => readonly string[], from = pages) =>
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
      const first = reached(({ imports }) => imports);
      const all = reached(({ imports, dynamicImports }) => [...imports, ...(dynamicImports ?? [])]);
      const desk = reached(({ imports }) => imports, signedIn(bundle));
      const pagesOf = (fileName: string, reach: ReturnType<typeof reached>) =>
        reach.filter(({ found }) => found.has(fileName)).map(({ page }) => page);

      const files = Object.values(bundle).map((file) => ({
        fileName: file.fileName,
        kind: kindOf(file.fileName),
        firstOf: pagesOf(file.fileName, first),
        of: pagesOf(file.fileName, all),
        withDesk: pagesOf(file.fileName, desk).length > 0 && !pagesOf(file.fileName, first).includes(DESK),
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

const isFirst = ({ kind, firstOf }: BuiltFile, page: string) => kind === 'script' && firstOf.includes(page);

const contains = (modules: readonly string[], name: string) =>
  modules.some((module) => module.includes(`node_modules/${name}/`));

/** The script that shows the desk once somebody has signed in. */
const signedIn = (bundle: Rolldown.OutputBundle) =>
  Object.values(bundle).filter(
    (file) =>
      file.type === 'chunk' &&
      file.moduleIds.some((module) => module.endsWith('web/src/shell/signed-in.tsx')),
  );

function kindOf(fileName: string): BuiltFile['kind'] {
  if (fileName.endsWith('.js')) return 'script';
  return fileName.endsWith('.css') ? 'style' : 'other';
}
