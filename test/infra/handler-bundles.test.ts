import { describe, expect, it } from '@jest/globals';
import { buildHandlers } from '#infra/bundle-handlers.ts';
import { SEES_CARDS } from '#infra/handlers.ts';
import { LOG_METRICS, type LogMetric } from '#infra/log-metrics.ts';
import {
  AUDIT_ACTIONS,
  DELIVERY_ACTIONS,
  LIST_ACTION,
  PERMISSIONS,
  SESSIONS_ACTIONS,
} from '#infra/permissions.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { JOBS } from '#lambdas/contract/jobs.ts';
import { COMMON_ENVIRONMENT, ROUTES } from '#lambdas/contract/routes.ts';

const HANDLERS = [
  ...ROUTES.map((route) => ({ ...route, environment: [...COMMON_ENVIRONMENT, ...route.environment] })),
  ...JOBS,
];
const ENTRIES = Object.fromEntries(HANDLERS.map(({ name, entry }) => [name, entry]));
const MOST_BYTES = 400_000;

/** Set for every handler, but not read by handlers that do not need them. */
const ALWAYS: readonly string[] = [...COMMON_ENVIRONMENT, ENV.logLevel];

const readable = buildHandlers(ENTRIES, { minify: false });

describe.each(HANDLERS)('the bundle of $name', ({ name, environment }) => {
  it('reads exactly the variables the stack sets for it', () => {
    const read = variablesReadBy(name).filter((variable) => !ALWAYS.includes(variable));
    const set = environment.filter((variable) => !ALWAYS.includes(variable));

    expect(read.sort()).toEqual([...new Set(set)].sort());
  });

  it('contains the DynamoDB commands it has rights for, so there is no right without code', () => {
    const { audit = [], deliveries = [], lists = [], sessions = [] } = PERMISSIONS[name] ?? {};
    const rights = [
      ...audit.map((right) => AUDIT_ACTIONS[right]),
      ...sessions.map((right) => SESSIONS_ACTIONS[right]),
      ...lists.map(() => LIST_ACTION),
      ...deliveries.map((right) => DELIVERY_ACTIONS[right]),
    ];

    expect(commandsIn(name)).toEqual(
      expect.arrayContaining(rights.map((action) => action.replace('dynamodb:', ''))),
    );
  });
});

describe('a metric', () => {
  it.each(Object.entries<LogMetric>(LOG_METRICS))(
    '%s reads the log of every handler in which its line can be',
    (_, { everywhere, message, code }) => {
      const line = code ? `AppError\\d*\\("${code}"` : `\\.(?:debug|info|warn|error)\\([^;{]*"${message}"`;
      const able = HANDLERS.map(({ name }) => name).filter((name) => new RegExp(line).test(textOf(name)));
      expect(able).not.toEqual([]);
      expect(everywhere ?? !able.includes(SEES_CARDS)).toBe(true);
    },
  );
});

describe('the bundles', () => {
  it(`stay below ${MOST_BYTES} bytes each`, () => {
    const { outputFiles = [] } = buildHandlers(ENTRIES);
    const large = outputFiles.filter(
      ({ path, contents }) => path.endsWith('.mjs') && contents.length > MOST_BYTES,
    );

    expect(large.map(({ path, contents }) => `${path}: ${contents.length}`)).toEqual([]);
  });

  it('leave out no data but the versions of clients', () => {
    const data = Object.keys(readable.metafile.inputs).filter((path) => path.endsWith('.json'));

    expect(data.length).toBeGreaterThan(0);
    expect(data.filter((path) => !/node_modules\/@aws-sdk\/[\w-]+\/package\.json$/.test(path))).toEqual([]);
  });

  it('contain neither the root nor the REST client of the twilio package', () => {
    const inputs = Object.keys(readable.metafile.inputs);

    expect(
      inputs.filter((path) => /node_modules\/twilio\/(?:index|lib\/(?:index|rest\/))/.test(path)),
    ).toEqual([]);
  });
});

/** Mentions of `ENV.x` after unused code is removed. The route table mentions all of them and reads none. */
function variablesReadBy(name: string): string[] {
  const sections = textOf(name).split(/^\/\/ (?=\S+\.(?:ts|js|mjs)$)/m);
  const ours = sections
    .filter((section) => /^lambdas\/(?!contract\/(?:routes|rule-names|tables)\.ts)/.test(section))
    .join('\n');
  const getter = /get (\w+)\(\) \{[^}]*\bENV\d*\.(\w+)[^}]*\}/g;
  const direct = [...ours.replaceAll(getter, '').matchAll(/\bENV\d*\.(\w+)/g)].map(([, key]) => key);
  const throughSettings = [...ours.matchAll(getter)]
    .filter(([, property]) =>
      new RegExp(`settings\\d*\\.${property}\\b|[{,] ${property}\\b[^{}]*\\} = settings`).test(ours),
    )
    .map(([, , key]) => key);
  return [...new Set([...direct, ...throughSettings])].map((key) => ENV[key as keyof typeof ENV]);
}

function commandsIn(name: string): readonly string[] {
  return [...textOf(name).matchAll(/client-dynamodb\/dist-es\/commands\/(\w+)Command\.js/g)].map(
    ([, command]) => command ?? '',
  );
}

function textOf(name: string): string {
  const file = readable.outputFiles?.find(({ path }) => path.endsWith(`/${name}/index.mjs`));
  if (!file) throw new Error(`Failed to find the bundle of ${name}: esbuild made none. Check its entry.`);
  return file.text;
}
