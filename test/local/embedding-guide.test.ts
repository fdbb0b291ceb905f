import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { GrantResponse } from '#lambdas/contract/panel-api.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { PanelPage } from '../journey/support/panel-page.ts';
import { freePort } from '../support/free-port.ts';
import { makeDataDir } from './support/data-dir.ts';
import { pathWithTools } from './support/terminal-tools.ts';

jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '../..');
const guide = await readFile(join(ROOT, 'docs/embedding.md'), 'utf8');
/** The guide's blocks of one language, in order. */
const blocks = (language: string) =>
  [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, written]) => written === language)
    .map(([, , text = '']) => text);

/** A terminal in which lines are typed one after another. */
class Terminal {
  readonly #shell;
  #heard = '';

  constructor(environment: Readonly<Record<string, string>>) {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    // A group of its own: what was started in it ends with it.
    this.#shell = spawn('bash', [], {
      cwd: ROOT,
      env: { ...inherited, ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    this.#shell.stdout.on('data', (chunk) => {
      this.#heard += chunk;
    });
  }

  type(lines: string): void {
    this.#shell.stdin.write(`${lines}\n`);
  }

  /** What it printed, once that matches. */
  async prints(wanted: RegExp): Promise<string> {
    for (;;) {
      const [found] = wanted.exec(this.#heard) ?? [];
      if (found !== undefined) return found;
      await once(this.#shell.stdout, 'data');
    }
  }

  async close(): Promise<void> {
    if (this.#shell.exitCode !== null || this.#shell.pid === undefined) return;
    // Once nothing writes to it any more: the shell ends at once, what it started only when it has closed.
    const ended = once(this.#shell, 'close');
    process.kill(-this.#shell.pid, 'SIGTERM');
    await ended;
  }
}

describe('the guide to embedding', () => {
  let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
  let browser: Browser;
  const terminals: Terminal[] = [];
  /** Ports that are free here stand for those of the guide; nothing else in its commands is changed. */
  let here: (commands: string) => string;

  beforeAll(async () => {
    const ports = [await freePort(), await freePort(), await freePort()];
    here = (commands) =>
      commands.replace(
        /:(3000|3001|4000)\b/g,
        (_, port) => `:${ports[['3000', '3001', '4000'].indexOf(port)]}`,
      );
    dataDir = await makeDataDir();
    browser = await launchChromium();
    const [desk, simulator, crm] = ports.map(String);
    const environments = [
      { LOCAL_DATA_DIR: dataDir.path, PORT: desk, SIMULATOR_PORT: simulator },
      { PAY_URL: `http://127.0.0.1:${desk}`, PORT: crm },
      { CLIENT_SECRET: '' },
    ];
    const PATH = await pathWithTools(dataDir.path);
    terminals.push(...environments.map((one) => new Terminal({ ...one, PATH } as Record<string, string>)));
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all(terminals.map((terminal) => terminal.close()));
    await dataDir?.remove();
  });

  it('leads from nothing to a payment, by its own commands', async () => {
    const [desk, crm, caller] = terminals as [Terminal, Terminal, Terminal];
    const [start = '', example = '', call = '', keys = '', grant = '', ...more] = blocks('sh');
    expect(more).toEqual([]);
    // The packages are here already.
    desk.type(here(start.replace('npm ci\n', '')));
    await desk.prints(/ready/);
    crm.type(here(example));
    await crm.prints(/ready/);
    caller.type(here(call));
    const address = await caller.prints(/http:\/\/127\.0\.0\.1:\d+\/\?call=CA\w+&reference=INV-1001/);

    const page = await browser.newPage();
    page.setDefaultTimeout(40_000);
    await page.goto(address);
    const panel = new PanelPage(page);
    await panel.start('12.00');
    const [press = '', ...pressed] = keys.trim().split('\n');
    caller.type(here(press));
    for (const [at, field] of [
      'Card number',
      'Expiration date',
      'Security code',
      'ZIP or postal code',
    ].entries()) {
      await panel.asks(field);
      caller.type(pressed[at] ?? '');
    }
    await panel.take('USD 12.00');
    await page.locator('#said li', { hasText: '"result":"charged"' }).waitFor();

    // The second terminal has the secret; the reader exports it here too.
    caller.type(here(example.split('\n')[0] ?? ''));
    caller.type(here(grant));
    const given = JSON.parse(await caller.prints(/\{"grant".*\}/)) as GrantResponse;
    expect(given.url).toContain(`/panel#grant=${given.grant}`);
    await page.goto(given.url);
    await page.getByText('INV-1002').waitFor();
  });

  it('shows the code of the example that runs', async () => {
    const folder = join(ROOT, 'docs/examples/embed');
    const files = await Promise.all(
      ['crm.html', 'crm.js', 'app.html'].map((name) => readFile(join(folder, name), 'utf8')),
    );
    const written = files.join('\n').replace(/^\s+/gm, '').replaceAll('{{PAY_URL}}', 'https://desk.example');
    const lines = [...blocks('html'), ...blocks('js')].flatMap((block) =>
      block.split('\n').map((line) => line.trim()),
    );
    expect(lines.filter((line) => line !== '' && !written.includes(line))).toEqual([]);
  });
});
