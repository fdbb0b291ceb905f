import type { Page } from 'playwright-core';
import { PAGE_DIRECTORY } from '#local/desk/build-page.ts';
import { DeskPage } from '#test/journey/support/desk-page.ts';
import { launchChromium, microphoneContext } from '#test/support/chromium.ts';
import type { Random } from '../random.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { makePayer, mistype, type Payer } from './cards.ts';
import type { Scanner } from './scanner.ts';

export const BUILT_PAGE = PAGE_DIRECTORY;

/** Scans everything a page shows and stores. */
export async function scanPage(page: Page, scanner: Scanner): Promise<void> {
  const held = await page.evaluate(() => ({
    dom: document.documentElement.outerHTML,
    values: [...document.querySelectorAll('input, textarea, select')].map(
      (field) => (field as HTMLInputElement).value,
    ),
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    address: location.href,
    cookies: document.cookie,
  }));
  scanner.scan('desk DOM', held.dom);
  scanner.scan('desk fields', held.values.join('\n'));
  scanner.scan('desk local storage', held.local);
  scanner.scan('desk session storage', held.session);
  scanner.scan('desk address and cookies', `${held.address}\n${held.cookies}`);
}

/** Takes payments in a real Chromium and scans everything the page shows, stores, sends and receives. */
export async function huntInBrowser(
  stack: ProveStack,
  scanner: Scanner,
  random: Random,
  sessions: number,
): Promise<{ readonly sessions: number; readonly looks: number }> {
  const browser = await launchChromium();
  let looks = 0;
  let taken = 0;
  try {
    const context = await microphoneContext(browser);
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    listen(page, scanner);
    const desk = new DeskPage(page, stack.deskUrl);
    await desk.signIn('ben');
    await desk.goOnline();
    for (let index = 0; index < sessions; index += 1) {
      const payer = makePayer(random, index);
      scanner.add(payer);
      looks += await takeOne(stack, desk, scanner, payer);
      taken += 1;
    }
    const cookies = await context.cookies();
    scanner.scan('desk cookies', JSON.stringify(cookies));
  } finally {
    await browser.close();
  }
  return { sessions: taken, looks };
}

async function takeOne(stack: ProveStack, desk: DeskPage, scanner: Scanner, payer: Payer): Promise<number> {
  const control = (path: string, body?: object) =>
    fetch(`${stack.simulatorUrl}/simulator${path}`, {
      method: 'POST',
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).then((response) => response.json() as Promise<{ callSid: string }>);
  let looks = 0;
  const look = async () => {
    await scanPage(desk.page, scanner);
    looks += 1;
  };
  const { callSid } = await control('/calls', { answer: 'browser' });
  await desk.answer();
  await desk.startCharge({ amount: '12.00' });
  const press = async (digits: string) => {
    for (let start = 0; start < digits.length; start += 5) {
      await control(`/calls/${callSid}/digits`, { digits: digits.slice(start, start + 5) });
      await look();
    }
  };
  await press(`${mistype(payer.number)}#`);
  await desk.button('Ask again').click();
  await desk.asks('Card number');
  await press(`${payer.number}#`);
  await desk.asks('Expiration date');
  await press(`${payer.expiry}#`);
  await desk.asks('Security code');
  await press(`${payer.securityCode}#`);
  await desk.asks('ZIP or postal code');
  await press(`${payer.postalCode}#`);
  await desk.take('USD 12.00');
  await look();
  await control(`/calls/${callSid}/hangup`);
  await desk.heading('Waiting for a call').waitFor();
  await look();
  return looks;
}

function listen(page: Page, scanner: Scanner): void {
  page.on('console', (message) => scanner.scan('desk console', message.text()));
  page.on('pageerror', (error) => scanner.scan('desk errors', `${error.message}\n${error.stack ?? ''}`));
  page.on('request', (request) =>
    scanner.scan('desk requests', `${request.url()}\n${request.postData() ?? ''}`),
  );
  page.on('response', (response) => {
    response.text().then(
      (text) => scanner.scan('desk responses', text),
      () => {}, // a redirect has none
    );
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => scanner.scan('desk sockets, received', payload));
    socket.on('framesent', ({ payload }) => scanner.scan('desk sockets, sent', payload));
  });
}
