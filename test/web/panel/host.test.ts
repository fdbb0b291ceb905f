import { afterEach, describe, expect, it } from '@jest/globals';
import { CONNECT_MS, connectHost } from '#web/src/panel/host.ts';
import { CONNECT, READY } from '#web/src/panel/protocol.ts';
import { readMessage } from '#web/src/panel/read-message.ts';
import { takeGrant } from '#web/src/panel/take-grant.ts';
import { fakeClock, settle } from '../support/fake-clock.ts';

const CRM = 'https://crm.example';
const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A panel's window in a frame, and what was posted to the one around it. */
function framed() {
  const posted: unknown[][] = [];
  const parent = { postMessage: (...message: unknown[]) => void posted.push(message) };
  let listener: ((event: MessageEvent) => void) | undefined;
  const window = {
    parent,
    addEventListener: (_type: string, listen: (event: MessageEvent) => void) => {
      listener = listen;
    },
  } as unknown as Window;
  const clock = fakeClock();
  const host = connectHost(window, clock);
  /** Somebody offers a port; returns the other end of it, with everything that comes out there. */
  const offer = ({ source = parent, data = CONNECT as unknown, origin = CRM } = {}) => {
    const { port1, port2 } = new MessageChannel();
    const heard: unknown[] = [];
    ports.push(port1, port2);
    port1.onmessage = ({ data: message }) => void heard.push(message);
    listener?.({ source, data, origin, ports: [port2] } as unknown as MessageEvent);
    return { port: port1, heard };
  };
  return { host, clock, posted, parent, offer };
}

const delivered = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('the panel and the page around it', () => {
  it('posts one word that holds nothing, and all else through the port it is given', async () => {
    const { host, posted, offer } = framed();
    host.tell({ type: 'resize', height: 300 });
    expect(posted).toEqual([[READY, '*']]);
    const { heard } = offer();
    await delivered();
    expect(heard).toEqual([{ v: 1, type: 'resize', height: 300, id: 1 }]);
    expect(posted).toHaveLength(1);
    expect(host.origin.value).toBe(CRM);
  });

  it.each([
    ['another window', { source: { postMessage: () => undefined } }],
    ['a message of another kind', { data: { v: 1, type: 'ready' } }],
    ['another version', { data: { v: 2, type: 'connect' } }],
    ['no message at all', { data: null }],
  ])('takes no port from %s', async (_who, offered) => {
    const { host, offer } = framed();
    const { heard } = offer(offered);
    host.tell({ type: 'error', code: 'X' });
    await delivered();
    expect(heard).toEqual([]);
    expect(host.origin.value).toBeUndefined();
  });

  it('takes no second port', async () => {
    const { host, offer } = framed();
    offer();
    const second = offer({ origin: 'https://other.example' });
    host.tell({ type: 'error', code: 'X' });
    await delivered();
    expect([second.heard, host.origin.value]).toEqual([[], CRM]);
  });

  it('takes the grant it asked for, and no other', async () => {
    const { host, offer } = framed();
    const { port, heard } = offer();
    port.postMessage({ v: 1, type: 'grant', id: 0, grant: 'unasked' });
    const given = host.askForGrant('start');
    await delivered();
    expect(heard).toEqual([{ v: 1, type: 'grant-needed', reason: 'start', id: 1 }]);
    port.postMessage({ v: 1, type: 'grant', id: 7, grant: 'of another question' });
    port.postMessage({ v: 1, type: 'grant', id: 1, grant: 'g.1' });
    expect(await given).toBe('g.1');
  });

  it('waits for nobody who does not speak, and for no grant for ever', async () => {
    const silent = framed();
    const without = silent.host.askForGrant('start');
    await silent.clock.advance(CONNECT_MS);
    expect(await without).toBeUndefined();

    const slow = framed();
    slow.offer();
    const late = slow.host.askForGrant('again');
    await slow.clock.advance(60_000);
    expect(await late).toBeUndefined();
  });

  it('asks nobody where there is no frame', async () => {
    const window = { addEventListener: () => undefined } as unknown as Window & { parent: Window };
    window.parent = window;
    const host = connectHost(window, fakeClock());
    await settle();
    expect(await host.askForGrant('start')).toBeUndefined();
  });
});

describe('a message', () => {
  it.each([
    [null],
    ['grant'],
    [{ v: 1, type: 'grant' }],
    [{ v: 1, type: 'grant', id: 0, grant: '' }],
    [{ v: 1, type: 'grant', id: 0, grant: 'g'.repeat(201) }],
    [{ v: 1, type: 'grant', id: '0', grant: 'g' }],
    [{ v: 2, type: 'focus', id: 0 }],
    [{ v: 1, type: 'constructor', id: 0 }],
    [{ v: 1, type: 'theme', id: 0, scheme: 'neon', values: {} }],
  ])('%j is of no protocol of ours', (data) => {
    expect(readMessage(data)).toBeUndefined();
  });

  it('of a theme keeps colours, a length and fonts, and nothing that loads or refers', () => {
    const values = {
      accent: '#7a1f5c',
      'on-accent': 'rgb(255 255 255 / 90%)',
      background: 'url(https://evil.example/x)',
      surface: 'var(--secret)',
      text: 'red; background: url(x)',
      radius: '4px',
      font: '"Source Sans", sans-serif',
      position: 'fixed',
    };
    expect(readMessage({ v: 1, type: 'theme', id: 3, scheme: 'dark', values })).toEqual({
      type: 'theme',
      id: 3,
      scheme: 'dark',
      values: {
        accent: '#7a1f5c',
        'on-accent': 'rgb(255 255 255 / 90%)',
        radius: '4px',
        font: '"Source Sans", sans-serif',
      },
    });
    expect(readMessage({ v: 1, type: 'theme', id: 0, scheme: 'light', values: null })).toMatchObject({
      values: {},
    });
  });
});

describe('the grant in the address', () => {
  it('is taken, and leaves the address', () => {
    const addresses: unknown[] = [];
    const window = {
      location: { hash: '#grant=g.1', pathname: '/panel' },
      history: {
        replaceState: (_state: unknown, _title: string, address: string) => addresses.push(address),
      },
    } as unknown as Window;
    expect(takeGrant(window)).toBe('g.1');
    expect(addresses).toEqual(['/panel']);
  });

  it('need not be there', () => {
    const window = { location: { hash: '', pathname: '/panel' }, history: {} } as unknown as Window;
    expect(takeGrant(window)).toBeUndefined();
  });
});
