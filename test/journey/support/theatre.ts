import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LocalOptions } from '#local/local-options.ts';
import { type LocalStack, startLocal } from '#local/start.ts';
import { makeDataDir } from '#test/local/support/data-dir.ts';
import { launchChromium, microphoneContext } from '#test/support/chromium.ts';
import { rememberConnections } from './audio.ts';
import { noteComplaints } from './complaints.ts';
import { DeskPage } from './desk-page.ts';
import { PhonePage } from './phone-page.ts';

export interface Theatre {
  readonly stack: LocalStack;
  readonly dataDir: string;
  /** A desk in a browser profile of its own, before sign-in. */
  openPage(): Promise<DeskPage>;
  /** A desk in a browser profile of its own, signed in and online as this agent. */
  openDesk(username: string): Promise<DeskPage>;
  /** A second tab of the same browser profile, signed in too. */
  openTab(desk: DeskPage, username: string): Promise<DeskPage>;
  /** The caller's phone. */
  openPhone(): Promise<PhonePage>;
  /** What the pages reported. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** The whole product on free ports, the page as built for production, and a real browser to look at it. */
export async function openTheatre(options: Partial<LocalOptions> = {}): Promise<Theatre> {
  const dataDir = await makeDataDir();
  const [stack, browser] = await Promise.all([
    startLocal({ port: 0, simulatorPort: 0, dataDir: dataDir.path, log: 'file', ...options }),
    launchChromium(),
  ]);
  const complaints: string[] = [];
  return {
    stack,
    dataDir: dataDir.path,
    complaints,
    async openPage() {
      const desk = new DeskPage(await openPage(browser, complaints), stack.deskUrl);
      await desk.page.goto(stack.deskUrl);
      return desk;
    },
    async openDesk(username) {
      const desk = new DeskPage(await openPage(browser, complaints), stack.deskUrl);
      await desk.signIn(username);
      await desk.goOnline();
      return desk;
    },
    async openTab(desk, username) {
      const tab = new DeskPage(await desk.page.context().newPage(), stack.deskUrl);
      await tab.signIn(username);
      return tab;
    },
    async openPhone() {
      const page = await openPage(browser, complaints);
      const phone = new PhonePage(page);
      await phone.open(stack.phoneUrl);
      return phone;
    },
    async close() {
      await browser.close();
      await stack.close();
      await dataDir.remove();
    },
  };
}

async function openPage(browser: Browser, complaints: string[]): Promise<Page> {
  const context: BrowserContext = await microphoneContext(browser);
  // Below jest's own limit, so that a failure names what was waited for.
  context.setDefaultTimeout(40_000);
  // Functions that a script compiled by tsx sends to the page call this helper.
  await context.addInitScript('globalThis.__name = (named) => named');
  await context.addInitScript(rememberConnections);
  const page = await context.newPage();
  noteComplaints(page, complaints);
  return page;
}
