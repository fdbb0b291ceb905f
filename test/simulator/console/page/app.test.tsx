/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { App } from '#simulator/console/page/app.tsx';
import { createModel } from '#simulator/console/page/model.ts';
import type { Server } from '#simulator/console/page/server.ts';
import type { Entry } from '#simulator/console/page/wire.ts';
import { entry, leg } from '../support/console-data.ts';

type Events = Parameters<Server['watch']>[0];

/** The control API as a table, and the stream in the test's hand. */
function fakeServer() {
  const replies = new Map<string, unknown>([
    ['GET /simulator/state', {}],
    ['GET /simulator/faults', {}],
    ['GET /simulator/clock', { now: '2026-01-15T10:00:00.000Z', state: 'running' }],
    ['GET /simulator/settings', []],
    ['GET /console/info.json', { application: null, reasons: {} }],
  ]);
  const asked: { readonly what: string; readonly body: unknown }[] = [];
  let events: Events | undefined;
  const server: Server = {
    watch(given) {
      events = given;
    },
    async ask(method, path, body) {
      const what = `${method} ${path}`;
      if (method !== 'GET') asked.push({ what, body });
      const reply = replies.get(what);
      return reply instanceof Error ? { refusal: reply.message } : { body: reply as never };
    },
  };
  return {
    server,
    asked,
    on: (what: string, reply: unknown) => void replies.set(what, reply),
    open: () =>
      act(async () => {
        events?.opened();
        await jest.advanceTimersByTimeAsync(1);
      }),
    lose: () => act(async () => events?.lost()),
    /** Entries arrive, and the page has had the time to show them. */
    send: (...entries: readonly Entry[]) =>
      act(async () => {
        for (const each of entries) events?.entry(each);
        await jest.advanceTimersByTimeAsync(60);
      }),
  };
}

let fake: ReturnType<typeof fakeServer>;

async function start(hash = ''): Promise<void> {
  history.replaceState(null, '', `/${hash}`);
  render(<App model={createModel(fake.server)} />);
  await fake.open();
}

beforeEach(() => {
  jest.useFakeTimers();
  fake = fakeServer();
});
afterEach(() => {
  cleanup();
  jest.clearAllTimers();
  jest.useRealTimers();
});

const listed = () => within(listbox()).queryAllByRole('option');
const rows = () => listed().map((row) => row.id.replace('request-', ''));
const press = (name: string | RegExp) =>
  act(async () => {
    fireEvent.click(screen.getByRole('button', { name }));
    await jest.advanceTimersByTimeAsync(1);
  });
const listbox = () => screen.getByRole('listbox');

const HTML = 'Your webhook returned 200 with text/html where TwiML was expected';

describe('the list', () => {
  it('shows what was wrong in words beside its icon, and as much of hostile text as text', async () => {
    await start();
    const hostile = '"><img src=x onerror=alert(1)>';
    await fake.send(entry(1, { problem: HTML }), entry(2, { parameters: { From: hostile } }));
    const [wrong, fine] = listed();
    expect(wrong?.querySelector('.problem')?.textContent).toBe(` ${HTML}`);
    expect(wrong?.querySelector('.problem svg')).not.toBeNull();
    expect(fine?.textContent).toContain(`From=${hostile}`);
    expect(document.querySelector('img')).toBeNull();
  });

  it('keeps a thousand entries with few elements', async () => {
    await start();
    await fake.send(...Array.from({ length: 1100 }, (_, index) => entry(index + 1)));
    expect(screen.getByText('1,000 requests')).toBeTruthy();
    expect(rows().length).toBeLessThan(60);
    expect(listed()[0]?.getAttribute('aria-setsize')).toBe('1000');
  });

  it('counts what arrives while paused, and shows it afterwards', async () => {
    await start();
    await fake.send(entry(1));
    await press('Pause');
    await fake.send(entry(2), entry(3));
    expect(rows()).toEqual(['1']);
    await press('Paused, 2 new');
    expect(rows()).toEqual(['1', '2', '3']);
  });

  it('takes the filter from the address, and writes it there', async () => {
    await start('#/requests?kind=payment');
    await fake.send(entry(1), entry(2, { kind: 'payment' }), entry(3, { kind: 'payment', problem: HTML }));
    expect(rows()).toEqual(['2', '3']);
    await press('Problems (1)');
    expect([rows(), location.hash]).toEqual([['3'], '#/requests?kind=payment&problem=true']);
    await press('Show all');
    expect([rows(), location.hash]).toEqual([['1', '2', '3'], '#/requests']);
    fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'nothing such' } });
    expect(screen.getByText(/No request fits/)).toBeTruthy();
  });

  it('clears the view and keeps it so in the address', async () => {
    await start();
    await fake.send(entry(1), entry(2));
    await press('Clear view');
    await fake.send(entry(3));
    expect([rows(), location.hash]).toEqual([['3'], '#/requests?after=2']);
  });

  it('is walked through with the arrow keys, and closed with Escape', async () => {
    await start();
    await fake.send(entry(1), entry(2), entry(3));
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'Home']) fireEvent.keyDown(listbox(), { key });
    expect(listbox().getAttribute('aria-activedescendant')).toBe('request-1');
    expect(within(listbox()).getByRole('option', { selected: true }).id).toBe('request-1');
    expect(screen.getByRole('heading', { name: 'TwiML 1' })).toBeTruthy();
    fireEvent.keyDown(listbox(), { key: 'Escape' });
    expect(screen.queryByRole('heading', { name: 'TwiML 1' })).toBeNull();
  });
});

describe('an open request', () => {
  const VOICE = entry(1, {
    signature: 'c2ln',
    parameters: { CallSid: leg(1).callSid, SpeechResult: '(hidden)' },
    response: { contentType: 'text/xml', excerpt: '<Response><Say>hi</Say></Response>' },
  });

  it('shows signature, parameters and TwiML, and copies itself as curl', async () => {
    await start('#/requests?id=1');
    await fake.send(VOICE);
    const details = within(screen.getByRole('region', { name: 'TwiML 1' }));
    expect(details.getByText('c2ln')).toBeTruthy();
    expect(details.getByRole('rowheader', { name: 'SpeechResult' }).nextSibling?.textContent).toBe(
      '(hidden)',
    );
    expect(details.getByText('<Response><Say>hi</Say></Response>')).toBeTruthy();
    expect(details.getByText(/1 value is hidden, in curl too, so the signature does not fit/)).toBeTruthy();
    const writeText = jest.fn(async (_: string) => {});
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    await press('Copy as curl');
    expect(writeText.mock.calls[0]?.[0]).toContain("'SpeechResult=(hidden)'");
  });

  it('is sent again, and the new one opens', async () => {
    await start('#/requests?id=1');
    await fake.send(VOICE);
    fake.on('POST /simulator/requests/1/send', { id: '2' });
    await press('Send again');
    await fake.send({ ...VOICE, id: '2' });
    expect(screen.getByRole('heading', { name: 'TwiML 2' })).toBeTruthy();
  });

  it('tells why it could not be sent again', async () => {
    await start('#/requests?id=1');
    await fake.send(VOICE);
    fake.on(
      'POST /simulator/requests/1/send',
      new Error('Failed to send it again: no such request is kept.'),
    );
    await press('Send again');
    expect(screen.getByText('Failed to send it again: no such request is kept.')).toBeTruthy();
  });

  it.each([
    ['connector', /held a card/],
    ['rest', /Your application sent this one/],
  ] as const)('says why one of kind %s cannot be sent again', async (kind, why) => {
    await start('#/requests?id=1');
    await fake.send(entry(1, { kind }));
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Send again' });
    expect(button.disabled).toBe(true);
    expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toMatch(why);
  });
});

describe('the connection', () => {
  it('says that it is lost, and is quiet about what it hears again', async () => {
    await start();
    await fake.send(entry(1, { problem: HTML }));
    await fake.lose();
    expect(screen.getByText(/does not respond. Trying again/)).toBeTruthy();
    await fake.open();
    await fake.send(entry(1, { problem: HTML }), entry(2));
    expect(rows()).toEqual(['1', '2']);
    expect(screen.queryByText(/^Problem:/)).toBeNull();
  });

  it('starts over when another process counts from 1', async () => {
    await start('#/requests?after=0&id=3');
    await fake.send(entry(1), entry(2), entry(3));
    await fake.lose();
    await fake.open();
    await fake.send(entry(1, { at: '2026-01-15T11:00:00.000Z' }));
    expect([rows(), location.hash]).toEqual([['1'], '#/requests']);
  });

  it('forgets what was cleared before a restart', async () => {
    await start('#/requests?after=500');
    await fake.send(entry(1));
    expect(rows()).toEqual(['1']);
  });
});

describe('what a screen reader hears', () => {
  it('is one sentence about many problems, and no more within five seconds', async () => {
    await start();
    await fake.send(entry(1));
    await fake.send(entry(2, { problem: 'First.' }));
    expect(screen.getByText('Problem: First.')).toBeTruthy();
    await fake.send(entry(3, { problem: 'Second.' }));
    await fake.send(entry(4, { problem: 'Third.' }), entry(5));
    expect(screen.getByText('Problem: First.')).toBeTruthy();
    await act(async () => void (await jest.advanceTimersByTimeAsync(5100)));
    expect(screen.getByText('2 requests with problems. The newest: Third.')).toBeTruthy();
  });
});

describe('calls and payments', () => {
  const parent = leg(1);
  const child = leg(2, { parentCallSid: parent.callSid, to: 'client:ana', direction: 'outbound-dial' });

  beforeEach(() => {
    fake.on('GET /simulator/state', {
      calls: [leg(9, { status: 'completed' }), parent, child],
      payments: [
        {
          sid: `PK${'1'.repeat(32)}`,
          callSid: parent.callSid,
          phase: 'ended',
          captured: [],
          result: 'success',
        },
        {
          sid: `PK${'2'.repeat(32)}`,
          callSid: parent.callSid,
          phase: 'capturing',
          capture: 'expiration-date',
          captured: ['payment-card-number'],
        },
      ],
    });
  });

  it('lists calls under way first, with their legs; choosing one lists its requests only', async () => {
    await start();
    await fake.send(entry(1, { callSid: child.callSid }), entry(2, { callSid: leg(9).callSid }));
    const calls = within(screen.getByRole('region', { name: 'Calls' })).getAllByRole('button', {
      pressed: false,
    });
    expect(calls.map((call) => call.textContent?.replace(/\s+/g, ' '))).toEqual([
      expect.stringContaining('+1 415 555 0132 to +1 415 555 0100in-progress'),
      expect.stringContaining('Leg: +1 415 555 0132 to client:anain-progressoutbound-dial'),
      expect.stringContaining('completed'),
    ]);
    fireEvent.click(calls[0] as HTMLElement);
    expect(rows()).toEqual(['1']);
  });

  it('presses keys and hangs up for the chosen leg', async () => {
    await start(`#/requests?call=${parent.callSid}`);
    await press(/^Date \d\d\/\d\d$/);
    fireEvent.input(screen.getByRole('textbox', { name: 'Keys to press' }), { target: { value: '12#' } });
    await press('Press');
    await press('Hang up');
    expect(fake.asked).toEqual([
      {
        what: `POST /simulator/calls/${parent.callSid}/digits`,
        body: { digits: expect.stringMatching(/^12\d\d#$/) },
      },
      { what: `POST /simulator/calls/${parent.callSid}/digits`, body: { digits: '12#' } },
      { what: `POST /simulator/calls/${parent.callSid}/hangup`, body: undefined },
    ]);
  });

  it('shows each payment as a line of fields, with the current one marked', async () => {
    await start();
    const lines = within(screen.getByRole('region', { name: 'Payments' }))
      .getAllByRole('list')
      .slice(1);
    expect(lines.map((line) => [...line.children].map((step) => step.textContent))).toEqual([
      ['Card number', 'Expiration date', 'The caller is keying in'],
      ['Ended: success'],
    ]);
    expect(lines[0]?.querySelector('[aria-current="step"]')?.textContent).toBe('Expiration date');
  });

  it('places a call and lists its requests only', async () => {
    fake.on('POST /simulator/calls', { callSid: parent.callSid });
    await start();
    await press('Place a call');
    expect(fake.asked).toEqual([{ what: 'POST /simulator/calls', body: { answer: 'headless' } }]);
    expect(location.hash).toBe(`#/requests?call=${parent.callSid}`);
  });
});

describe('the other views', () => {
  it('says on every view which faults are on, and clears them', async () => {
    fake.on('GET /simulator/faults', { syncDown: true });
    await start('#/settings');
    expect(screen.getByRole('region', { name: 'Faults that are on' }).textContent).toContain(
      'Faults are on. Sync is down: its sockets are closed and new ones refused.',
    );
    fake.on('GET /simulator/faults', {});
    await press('Clear faults');
    expect(screen.queryByRole('region', { name: 'Faults that are on' })).toBeNull();
  });

  it('sets faults from a preset', async () => {
    await start('#/faults');
    await press('Half of the payment callbacks are late');
    await press('Use these faults');
    expect(fake.asked).toEqual([
      {
        what: 'PUT /simulator/faults',
        body: { callbacks: { late: { probability: 0.5, milliseconds: 2000 } } },
      },
    ]);
  });

  it('lists changed settings first, with the reason for the default', async () => {
    fake.on('GET /simulator/settings', [
      { name: 'luhnCheck', value: true, default: true },
      { name: 'visaLengths', value: [16], default: [13, 16, 19] },
    ]);
    fake.on('GET /console/info.json', { application: null, reasons: { visaLengths: 'Because.' } });
    await start('#/settings');
    const text = screen.getByRole('table', { name: 'Changed' }).textContent;
    expect(text).toContain('visaLengths[16] instead of [13,16,19]Because.');
    expect(screen.getByRole('table', { name: 'At their defaults' }).textContent).toContain('luhnChecktrue');
  });

  it('shows Sync objects with their data, and queues', async () => {
    fake.on('GET /simulator/state', {
      sync: [
        {
          kind: 'document',
          serviceSid: 'IS1',
          sid: 'ET1',
          uniqueName: 'cart',
          revision: '3',
          data: { a: [1] },
        },
        { kind: 'map', serviceSid: 'IS1', sid: 'MP1', uniqueName: 'agents', revision: '1', items: 3 },
      ],
      queues: [{ name: 'support', size: 2 }],
    });
    await start('#/objects');
    expect(screen.getByRole('region', { name: 'Data of cart' }).textContent).toBe(
      JSON.stringify({ a: [1] }, null, 2),
    );
    expect(screen.getByText('agents').closest('details')?.textContent).toContain('3 items');
    expect(screen.getByRole('region', { name: 'Queues' }).textContent).toContain('support');
  });

  it('stops time, steps it and lets it run', async () => {
    await start();
    fake.on('POST /simulator/clock', { now: '2026-01-15T10:00:00.500Z', state: 'stopped' });
    fake.on('GET /simulator/clock', { now: '2026-01-15T10:00:00.500Z', state: 'stopped' });
    await press('Stop time');
    expect(screen.getByRole('timer').textContent).toMatch(/:00:00\.500$/);
    for (const name of ['Step 1 s', 'Step 5 s', 'Step 1 min', 'Run']) await press(name);
    expect(fake.asked.map(({ body }) => body)).toEqual([
      { state: 'stopped' },
      { stepMilliseconds: 1000 },
      { stepMilliseconds: 5000 },
      { stepMilliseconds: 60_000 },
      { state: 'running' },
    ]);
  });

  it('shows the phone beside what it knows of the application, and keeps it when one looks elsewhere', async () => {
    await start('#/try');
    expect(screen.getByText('SIMULATOR_APP_URL')).toBeTruthy();
    const phone = screen.getByTitle('The caller’s phone');
    location.hash = '#/requests';
    await act(async () => void (await jest.advanceTimersByTimeAsync(10)));
    expect(screen.getByRole('listbox')).toBeTruthy();
    expect(phone.isConnected).toBe(true);
  });

  it('asks to be opened under the application’s own host name, on which its cookies depend', async () => {
    fake.on('GET /console/info.json', { application: 'http://127.0.0.1:4000/', reasons: {} });
    await start('#/try');
    expect(screen.getByRole('link', { name: /127\.0\.0\.1/ }).getAttribute('href')).toMatch(
      /^http:\/\/127\.0\.0\.1/,
    );
    expect(screen.queryByTitle('Your application')).toBeNull();
  });
});
