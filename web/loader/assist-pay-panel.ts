import type { FromPanel, Scheme, ThemeName, ToPanel } from '#web/src/panel/protocol.ts';
import type { AssistPayPanel, Grant } from './loader.d.ts';

const NAME = 'assist-pay-panel';
const VERSION: typeof import('#web/src/panel/protocol.ts').VERSION = 1;
/** The panel is served where this file is. */
const PANEL = new URL('/panel', import.meta.url);
/** Pixels; beyond the larger one the frame scrolls. */
const HEIGHT = [240, 900] as const;
const PROPERTIES: readonly ThemeName[] = [
  'accent',
  'on-accent',
  'background',
  'surface',
  'text',
  'radius',
  'font',
];

/** On a server, where pages are rendered without a browser, there is nothing to extend. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

class Element extends Base implements AssistPayPanel {
  static readonly observedAttributes = ['lang', 'theme'];
  #fetchGrant: AssistPayPanel['fetchGrant'];
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  /** Asked before the page said where to get a grant. */
  #asked: (() => void) | undefined;

  get fetchGrant() {
    return this.#fetchGrant;
  }

  set fetchGrant(fetchGrant) {
    this.#fetchGrant = fetchGrant;
    if (fetchGrant) this.#asked?.();
  }

  connectedCallback() {
    if (Object.hasOwn(this, 'fetchGrant')) {
      // Set by a framework before this script had loaded.
      const { fetchGrant } = this;
      Reflect.deleteProperty(this, 'fetchGrant');
      this.fetchGrant = fetchGrant;
    }
    const frame = document.createElement('iframe');
    this.#frame = frame;
    frame.title = this.title || 'Card payment';
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms');
    frame.allow = 'clipboard-write';
    frame.referrerPolicy = 'no-referrer';
    frame.style.cssText = `display:block;width:100%;min-width:320px;height:${HEIGHT[0]}px;border:0`;
    this.style.display ||= 'block';
    addEventListener('message', this.#connect);
    frame.src = PANEL.href;
    (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).replaceChildren(frame);
  }

  disconnectedCallback() {
    removeEventListener('message', this.#connect);
    this.#port?.close();
    this.#frame?.remove();
    this.#port = this.#frame = this.#asked = undefined;
  }

  attributeChangedCallback() {
    this.#look();
  }

  focusPanel() {
    this.#frame?.focus();
    this.#send({ type: 'focus' });
  }

  /** Every load of the frame begins anew, with a port of its own; nothing but that port goes through the window. */
  #connect = ({ source, origin, data }: MessageEvent) => {
    const panel = this.#frame?.contentWindow;
    const isReady = data?.v === VERSION && data.type === 'ready';
    if (!panel || source !== panel || origin !== PANEL.origin || !isReady) return;
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data: message }) => this.#receive(message);
    panel.postMessage({ v: VERSION, type: 'connect', id: 0 }, PANEL.origin, [port2]);
    this.#look();
  };

  #receive({ v, id, type, ...detail }: FromPanel & { v: number; id: number }) {
    if (v !== VERSION) return;
    const known = detail as { reason?: 'start' | 'closed' | 'again'; height?: number };
    if (type === 'grant-needed') this.#grant(id, known.reason ?? 'start');
    if (type === 'resize' && this.#frame) {
      const height = Math.min(Math.max(known.height ?? 0, HEIGHT[0]), HEIGHT[1]);
      this.#frame.style.height = `${height}px`;
    }
    if (type === 'state' || type === 'done' || type === 'error') this.#tell(type, detail);
  }

  async #grant(id: number, reason: 'start' | 'closed' | 'again') {
    const port = this.#port;
    const ask = this.#fetchGrant;
    if (!ask) {
      this.#asked = () => {
        this.#asked = undefined;
        void this.#grant(id, reason);
      };
      return;
    }
    try {
      const given: Grant = await ask(reason);
      const grant = typeof given === 'string' ? given : given.grant;
      // What a server says instead of one: the panel would wait for another word.
      if (!grant) throw new Error();
      this.#send({ type: 'grant', grant }, id, port);
    } catch {
      this.#send({ type: 'no-grant' }, id, port);
      this.#tell('error', { code: 'GRANT_NOT_FETCHED' });
    }
  }

  /** Light or dark, language, and the custom properties that the page has set. */
  #look() {
    if (!this.#port) return;
    const style = getComputedStyle(this);
    const values: Partial<Record<ThemeName, string>> = {};
    for (const name of PROPERTIES) {
      const value = style.getPropertyValue(`--assist-pay-${name}`).trim();
      if (value) values[name] = value;
    }
    const scheme = (this.getAttribute('theme') ?? 'system') as Scheme;
    this.#send({ type: 'theme', scheme, values });
    const lang = this.lang || document.documentElement.lang;
    if (lang) this.#send({ type: 'lang', lang: lang.slice(0, 2).toLowerCase() });
  }

  #send(message: ToPanel, id = 0, port = this.#port) {
    port?.postMessage({ v: VERSION, id, ...message });
  }

  #tell(type: 'state' | 'done' | 'error', detail: object) {
    this.dispatchEvent(new CustomEvent(`assist-pay-${type}`, { detail, bubbles: true, composed: true }));
  }
}

if (globalThis.customElements && !customElements.get(NAME)) customElements.define(NAME, Element);
