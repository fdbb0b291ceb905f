import { expect } from '@jest/globals';
import type { CallHouse } from '#test/support/call-house.ts';
import type { HelperOperation } from './helper-parameters.ts';

type Values = Readonly<Record<string, string | readonly string[]>>;

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a body of Twilio's, of which each check reads a field or two
  readonly body: any;
}

/** A request of an operation, ready but for the parameter in question. */
export interface Ready {
  readonly method: 'GET' | 'POST';
  /** Below the account, or from the root when it begins with `/v1`. */
  readonly path: string;
  /** What every request of the operation needs. */
  readonly base?: Values;
  /** The call, room … that the request is about. */
  readonly sid?: string;
}

/** What a check gets: the house, and the operation to send with more parameters. */
export interface Given extends Omit<Ready, 'base'> {
  readonly house: CallHouse;
  readonly name: string;
  /** Sends the request with these parameters, and without those of its base that are null. */
  send(more: Readonly<Record<string, string | readonly string[] | null>>): Promise<Reply>;
  get(path: string): Promise<Reply>;
}

/** Shows that a parameter does what it says. */
export type Obeyed = (given: Given) => Promise<void>;

/** A value that is refused: by 501 in the simulator's own words, or by a code of Twilio's. */
export interface Refused {
  readonly refused: string;
  readonly code?: number;
}

export const refused = (value = 'x', code?: number): Refused => ({
  refused: value,
  ...(code === undefined ? {} : { code }),
});

export const allRefused = (names: string): Readonly<Record<string, Refused>> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, refused()]));

/** One REST operation that the simulator serves, and what becomes of each parameter the helper can send with it. */
export interface RestOperation {
  readonly name: string;
  readonly helper: HelperOperation;
  readonly ready: (house: CallHouse) => Promise<Ready> | Ready;
  /** A parameter that has values obeyed and values refused has a list. */
  readonly parameters: Readonly<Record<string, Obeyed | Refused | readonly (Obeyed | Refused)[]>>;
}

export async function ask(
  house: CallHouse,
  method: string,
  path: string,
  values: Values = {},
): Promise<Reply> {
  const { account, url } = house.simulator;
  const form = new URLSearchParams();
  const headers: Record<string, string> = {
    Authorization: `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`,
  };
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith('If-')) headers[name] = `${value}`;
    else for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
  }
  const target = path.startsWith('/') ? path : `/2010-04-01/Accounts/${account.accountSid}/${path}`;
  const query = method === 'GET' && form.size > 0 ? `?${form}` : '';
  const response = await fetch(`${url}${target}${query}`, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: form }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

export function given(house: CallHouse, name: string, { base = {}, ...ready }: Ready): Given {
  return {
    ...ready,
    house,
    name,
    send(more) {
      const values = Object.entries({ ...base, ...more }).filter(([, value]) => value !== null);
      return ask(house, ready.method, ready.path, Object.fromEntries(values) as Values);
    },
    get: (path) => ask(house, 'GET', path),
  };
}

/** The response shows the value, as Twilio names the field. */
export const shown =
  (value: string, field?: string, as: unknown = value): Obeyed =>
  async ({ name, send }) => {
    const { status, body } = await send({ [name]: value });
    const key =
      field ?? name.replace(/[A-Z]/g, (letter, at) => `${at > 0 ? '_' : ''}${letter.toLowerCase()}`);
    expect([status, body?.[key]]).toEqual([expect.any(Number), as]);
    expect(status).toBeLessThan(300);
  };

/** Pages of the size asked for, by number; a token nobody was given is refused. */
export const PAGING = {
  async PageSize({ send }: Given) {
    const { body } = await send({ PageSize: '1' });
    const page = body.meta ?? body;
    expect(page.page_size).toBe(1);
    expect(body[listIn(body)]).toHaveLength(1);
  },
  async Page({ send }: Given) {
    const [first, second] = [await send({ PageSize: '1' }), await send({ PageSize: '1', Page: '1' })];
    expect((second.body.meta ?? second.body).page).toBe(1);
    expect(second.body[listIn(second.body)]).not.toEqual(first.body[listIn(first.body)]);
  },
  PageToken: refused('PT1'),
} as const;

function listIn(body: Readonly<Record<string, unknown>>): string {
  return Object.keys(body).find((key) => Array.isArray(body[key])) ?? '';
}

/** Only what matches is listed. `found` and `other` are values of which the list has one and none. */
export const filters =
  (found: string, other: string, listed = 1): Obeyed =>
  async ({ name, send }) => {
    const [some, none] = [await send({ [name]: found }), await send({ [name]: other })];
    expect(some.body[listIn(some.body)]).toHaveLength(listed);
    expect(none.body[listIn(none.body)]).toHaveLength(0);
  };
