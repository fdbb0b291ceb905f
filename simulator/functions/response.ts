/** Values of headers; `Set-Cookie` may have several. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What a function's request gets. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | Uint8Array;
}

type Value = string | number | readonly (string | number)[];

interface Contents {
  readonly statusCode?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, Value>>;
}

/** `Twilio.Response`: a response of which a function sets status, headers, cookies and body. Setters return it. */
export class FunctionResponse {
  #status: number;
  #body: unknown;
  /** By name in lower case. */
  #headers = new Map<string, { readonly name: string; readonly values: readonly string[] }>();

  constructor({ statusCode = 200, body, headers = {} }: Contents = {}) {
    this.#status = statusCode;
    this.#body = body;
    this.setHeaders(headers);
  }

  setStatusCode(status: number): this {
    this.#status = status;
    return this;
  }

  setBody(body: unknown): this {
    this.#body = body;
    return this;
  }

  /** Replaces all headers. */
  setHeaders(headers: Readonly<Record<string, Value>>): this {
    this.#headers.clear();
    for (const [name, value] of Object.entries(headers)) this.appendHeader(name, value);
    return this;
  }

  /** Adds to a header that is there already. */
  appendHeader(name: string, value: Value): this {
    const key = name.toLowerCase();
    const values = [this.#headers.get(key)?.values ?? [], value].flat().map(String);
    this.#headers.set(key, { name, values });
    return this;
  }

  /** `attributes` as in the header: `['HttpOnly', 'Path=/']`. */
  setCookie(name: string, value: string, attributes: readonly string[] = []): this {
    return this.appendHeader('Set-Cookie', [`${name}=${value}`, ...attributes].join(';'));
  }

  removeCookie(name: string): this {
    const others = (this.#headers.get('set-cookie')?.values ?? []).filter(
      (cookie) => !cookie.startsWith(`${name}=`),
    );
    this.#headers.set('set-cookie', { name: 'Set-Cookie', values: [...others, `${name}=;Max-Age=0`] });
    return this;
  }

  toReply(): Reply {
    const { body, headers } = contentOf(this.#body);
    const own = [...this.#headers.values()].map(
      ({ name, values }) => [name, values.length === 1 ? (values[0] ?? '') : values] as const,
    );
    const usual = this.#headers.has('content-type') ? {} : headers;
    return { status: this.#status, headers: { ...usual, ...Object.fromEntries(own) }, body };
  }
}

/** How a value that a function returns is sent. TwiML is told by its text: a project may have several `twilio` packages. */
export function contentOf(value: unknown): Pick<Reply, 'headers' | 'body'> {
  if (value === undefined || value === null) return { headers: {}, body: '' };
  if (typeof value === 'string') return content('text/plain', value);
  if (value instanceof Uint8Array)
    return { headers: { 'Content-Type': 'application/octet-stream' }, body: value };
  // An object without a prototype, as query strings are read into, has no text.
  const text = typeof Object(value).toString === 'function' ? String(value) : '';
  if (text.startsWith('<?xml')) return content('text/xml', text);
  return content('application/json', JSON.stringify(value));
}

function content(type: string, body: string): Pick<Reply, 'headers' | 'body'> {
  return { headers: { 'Content-Type': `${type}; charset=utf-8` }, body };
}
