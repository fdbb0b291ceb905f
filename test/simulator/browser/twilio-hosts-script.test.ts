import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import { twilioHostsScript } from '#simulator/browser/twilio-hosts-script.ts';

const SIMULATOR = 'http://127.0.0.1:3001';

/** A page at this host, with the script. Its functions note the addresses they were given. */
function pageAt(hostname: string) {
  const opened: string[] = [];
  const note = (url: unknown) => opened.push(String(url));
  class Recording {
    constructor(url: unknown) {
      note(url);
    }
  }
  class XMLHttpRequest {
    open(_method: string, url: unknown) {
      note(url);
    }
  }
  class Request {
    readonly url: string;
    constructor(url: string) {
      this.url = url;
    }
  }
  const page = {
    location: { hostname },
    document: { baseURI: `http://${hostname}/desk` },
    WebSocket: class extends Recording {},
    Audio: class extends Recording {},
    fetch: (input: unknown) => note(input instanceof Request ? input.url : input),
    XMLHttpRequest,
    Request,
    URL,
  };
  runInNewContext(twilioHostsScript(SIMULATOR), page);
  return { page, opened };
}

/** Opens an address in every way that is led. */
function openAt(hostname: string, url: string): readonly string[] {
  const { page, opened } = pageAt(hostname);
  new page.WebSocket(url);
  new page.Audio(url);
  page.fetch(url);
  page.fetch(new page.Request(url));
  new page.XMLHttpRequest().open('GET', url);
  return opened;
}

it.each(['localhost', '127.0.0.1', '[::1]', 'desk.localhost'])('leads hosts of Twilio’s on %s', (page) => {
  const led = `${SIMULATOR}/simulator/at/eventgw.us1.twilio.com/v4/EndpointEvents?x=1`;
  expect(openAt(page, 'https://eventgw.us1.twilio.com/v4/EndpointEvents?x=1')).toEqual(Array(5).fill(led));
});

it('leads secure sockets to plain ones', () => {
  expect(openAt('localhost', 'wss://voice-js.roaming.twilio.com/signal')[0]).toBe(
    'ws://127.0.0.1:3001/simulator/at/voice-js.roaming.twilio.com/signal',
  );
});

it.each([
  'https://twilio.com.example/x',
  'https://nottwilio.com/x',
  'https://example.com/?to=api.twilio.com',
  '/api/calls',
  'http://127.0.0.1:3000/x',
])('leaves %s alone', (url) => {
  expect(openAt('localhost', url)).toEqual(Array(5).fill(url));
});

it.each(['desk.example', 'localhost.example', '127.0.0.1.example', '192.168.0.7'])(
  'does nothing on a page from %s',
  (page) => {
    const url = 'wss://voice-js.roaming.twilio.com/signal';
    expect(openAt(page, url)).toEqual(Array(5).fill(url));
  },
);
