import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');

/** The rooms of `lambdas/`, lowest first: each imports those before it and no other. */
const ROOMS = [
  'contract',
  'platform',
  'masking',
  'session',
  'tlog',
  'stores',
  'twilio',
  'wiring',
  'edge',
  'payment',
  'calls',
  'records',
  'panel',
  'processor',
];

/** The rooms of `web/src/`, likewise. */
const WEB_ROOMS = [
  'platform',
  'words',
  'components',
  'api',
  'settings',
  'sign-in',
  'phone',
  'payment',
  'records',
  'team',
  'shell',
];

interface Door {
  readonly from: string;
  readonly to: string;
  readonly isOpen: boolean;
}

const DOORS: readonly Door[] = [
  ...ROOMS.flatMap((from, floor) =>
    ROOMS.map((to, other) => ({ from: `lambdas/${from}`, to: `#lambdas/${to}`, isOpen: other < floor })),
  ),
  ...['infra', 'local', 'simulator', 'test', 'web'].map((to) => shut('lambdas/payment', `#${to}`)),
  ...WEB_ROOMS.flatMap((from, floor) =>
    WEB_ROOMS.flatMap((to, other) =>
      from === to ? [] : { from: `web/src/${from}`, to: `#web/src/${to}`, isOpen: other < floor },
    ),
  ),
  // Pages beside the team's: neither it nor they know each other.
  ...['access', 'reports', 'settlement', 'overview', 'own-day'].flatMap((from) => [
    open(`web/src/${from}`, '#web/src/records'),
    shut(`web/src/${from}`, '#web/src/team'),
    shut('web/src/team', `#web/src/${from}`),
    open('web/src/shell', `#web/src/${from}`),
  ]),
  ...['phone', 'payment', 'settings'].map((to) => open('web/src/panel', `#web/src/${to}`)),
  ...['sign-in', 'records', 'own-day', 'team', 'access', 'overview', 'reports', 'settlement', 'shell'].map(
    (to) => shut('web/src/panel', `#web/src/${to}`),
  ),
  ...['payment', 'shell', 'phone'].map((to) => shut(`web/src/${to}`, '#web/src/panel')),
  shut('web/loader', '#web/src/payment'),
  shut('web/src/phone', '../payment'),
  open('web/src/payment', '#lambdas/contract'),
  ...['lambdas/session', 'infra', 'local', 'simulator', 'test'].map((to) => shut('web/src/shell', `#${to}`)),
  ...['@aws-sdk/lib-dynamodb', 'twilio', 'twilio/lib', 'node:http', 'node:fs', 'aws-lambda'].flatMap((to) => [
    shut('lambdas/session', to),
    shut('lambdas/tlog', to),
    shut('lambdas/contract', to),
  ]),
  shut('lambdas/session', '../contract'),
  shut('lambdas/deliver', '#lambdas/payment'),
  shut('lambdas/deliver', '#lambdas/twilio'),
  open('lambdas/deliver', '#lambdas/wiring'),
  shut('lambdas/seal', '#lambdas/payment'),
  open('lambdas/seal', '#lambdas/wiring'),
  shut('lambdas/sweep', '#lambdas/records'),
  open('lambdas/sweep', '#lambdas/payment'),
  shut('lambdas/configure-twilio', '#lambdas/payment'),
  open('infra', '#lambdas/contract'),
  shut('infra', '#lambdas/session'),
  shut('infra', '../lambdas/session'),
  shut('infra', '#simulator'),
  open('infra/operate/audit', '#lambdas/session'),
  shut('infra/operate/audit', '#lambdas/payment'),
  open('local', '#simulator'),
  open('local/desk', '#lambdas/edge'),
  shut('local/desk', '#infra'),
  ...['infra', 'lambdas/contract', 'local', 'test', 'web'].flatMap((to) => [
    shut('simulator/pay', `#${to}`),
    shut('simulator/sync/socket', `../../../${to}`),
    shut('simulator/pay', `../../${to}`),
  ]),
  open('test/journey', '#web'),
  shut('test/journey/support', '../../../web'),
];

describe('lint', () => {
  let folder: string;
  let refused: ReadonlySet<string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rooms-'));
    for (const name of ['biome.json', '.gitignore']) await cp(join(ROOT, name), join(folder, name));
    await Promise.all(DOORS.map((door, index) => put(fileOf(door, index), `import '${moduleOf(door)}';\n`)));
    await put('web/src/circle/one.ts', "import type { Two } from './two.ts';\nexport type One = Two;\n");
    await put('web/src/circle/two.ts', "import type { One } from './one.ts';\nexport type Two = One;\n");
    refused = await filesRefused(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(DOORS.filter(({ isOpen }) => !isOpen))('refuses $to in $from', (door) => {
    expect(refused).toContain(fileOf(door, DOORS.indexOf(door)));
  });

  it.each(DOORS.filter(({ isOpen }) => isOpen))('lets $from import $to', (door) => {
    expect(refused).not.toContain(fileOf(door, DOORS.indexOf(door)));
  });

  it('refuses a circle, of types too', () => {
    expect(refused).toContain('web/src/circle/one.ts');
    expect(refused).toContain('web/src/circle/two.ts');
  });

  async function put(file: string, text: string): Promise<void> {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
});

function open(from: string, to: string): Door {
  return { from, to, isOpen: true };
}

function shut(from: string, to: string): Door {
  return { from, to, isOpen: false };
}

function fileOf({ from }: Door, index: number): string {
  return `${from}/door-${index}.ts`;
}

function moduleOf({ to }: Door): string {
  return /^[#.]/.test(to) ? `${to}/room.ts` : to;
}

/** Every file that the linter finds at fault by the rules on imports. */
function filesRefused(folder: string): Promise<ReadonlySet<string>> {
  const rules = ['--only=style/noRestrictedImports', '--only=suspicious/noImportCycles'];
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const parameters = [biome, 'lint', ...rules, '--reporter=github', '--max-diagnostics=none', '.'];
  return new Promise((resolve) => {
    execFile(process.execPath, parameters, { cwd: folder }, (_failed, output) => {
      resolve(
        new Set([...output.matchAll(/file=([^,]+),/g)].map(([, file]) => relative(folder, file ?? ''))),
      );
    });
  });
}
