import type { Page } from 'playwright-core';
import type { DeskPage } from '../journey/support/desk-page.ts';
import type { PhonePage } from '../journey/support/phone-page.ts';
import { openTheatre, type Theatre } from '../journey/support/theatre.ts';
import { Script } from '../local/support/script.ts';
import type { Figure } from './figure.ts';
import { median, quantile } from './statistics.ts';

const ROUNDS = 5;
/** Fewer than a whole card number has, so that the field stays open. */
const DIGITS_A_ROUND = 12;
const OTHERS = 49;
/** People who read a number from a card press about one key a second, pauses included. */
const KEY_EVERY_MS = 1_000;

/** Key pressed on the phone page → digit painted on the desk: alone, and with 49 other callers who key in too. */
export async function measureDigits(): Promise<readonly Figure[]> {
  const theatre = await openTheatre();
  const crowd = new AbortController();
  try {
    const desk = await theatre.openDesk('ana');
    const phone = await theatre.openPhone();
    await phone.call();
    await desk.answer();
    await desk.startCharge({ amount: '12.00' });
    await phone.page.evaluate(noteKeys);
    const alone = await measureDelays(desk, phone);
    const callers = await gather(theatre, OTHERS, crowd.signal);
    const keyingIn = Promise.all(callers.map((run) => run()));
    // Until the last of them has started.
    await new Promise((resolve) => setTimeout(resolve, DIGITS_A_ROUND * KEY_EVERY_MS));
    const crowded = await measureDelays(desk, phone);
    crowd.abort();
    await keyingIn;
    return [...figures('1 session', alone), ...figures(`${OTHERS + 1} sessions`, crowded)];
  } finally {
    crowd.abort();
    await theatre.close();
  }
}

function figures(sessions: string, delays: readonly number[]): readonly Figure[] {
  return [
    { what: `key to painted digit, ${sessions}, median`, value: median(delays), unit: 'ms' },
    {
      what: `key to painted digit, ${sessions}, p95`,
      value: quantile(delays, 0.95),
      unit: 'ms',
      budget: 120,
    },
  ];
}

async function measureDelays(desk: DeskPage, phone: PhonePage): Promise<readonly number[]> {
  const delays: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let digits = 1; digits <= DIGITS_A_ROUND; digits += 1) {
      const painted = paintedAt(desk.page, digits);
      await phone.press('4');
      const pressedAt = await phone.page.evaluate(() => (globalThis as Noting).keyAt ?? Number.NaN);
      delays.push((await painted) - pressedAt);
    }
    await desk.button('Start this field again').click();
    await desk.asks('Card number');
  }
  return delays;
}

type Noting = typeof globalThis & { keyAt?: number };

function noteKeys(): void {
  const note = () => {
    (globalThis as Noting).keyAt = performance.timeOrigin + performance.now();
  };
  addEventListener('keydown', note, { capture: true });
}

/** Resolves with the time at which the browser has painted the frame that shows this many digits. */
function paintedAt(page: Page, digits: number): Promise<number> {
  return page.evaluate(
    (text) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.querySelector('main')?.textContent?.includes(text)) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    `typing: ${digits} digit`,
  );
}

/** Starts sessions of other agents, each with a caller who presses keys until told to stop. */
async function gather(
  theatre: Theatre,
  count: number,
  stop: AbortSignal,
): Promise<readonly (() => Promise<void>)[]> {
  const { stack } = theatre;
  const addresses = { deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url };
  const callers: (() => Promise<void>)[] = [];
  for (let index = 0; index < count; index += 1) {
    const agent = await Script.signIn(addresses, `crowd${index}`);
    await agent.post('/token');
    const callSid = await agent.call();
    const started = await agent.post('/startPaySession', { callSid, chargeAmount: '10.00' });
    if (started.status !== 201) throw new Error(`Failed to start: HTTP ${started.status}.`);
    const ask = () =>
      agent.post('/updatePaySession', { paySid: started.body.paySid, capture: 'payment-card-number' });
    callers.push(async () => {
      // Fifty people do not press in step: at any moment, each is at a different digit of the number.
      await new Promise((resolve) => setTimeout(resolve, (index * DIGITS_A_ROUND * KEY_EVERY_MS) / count));
      while (!stop.aborted) {
        await ask();
        for (let digit = 0; digit < DIGITS_A_ROUND && !stop.aborted; digit += 1) {
          await new Promise((resolve) => setTimeout(resolve, KEY_EVERY_MS));
          await agent.simulator('POST', `/calls/${callSid}/digits`, { digits: '4' });
        }
      }
    });
  }
  return callers;
}
