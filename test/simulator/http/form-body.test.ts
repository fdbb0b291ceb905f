import { describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { respondToErrors } from '#simulator/http/error-responses.ts';
import { parseForm, readForm, refuseUnknown } from '#simulator/http/form-body.ts';

describe('a form', () => {
  it('decodes, keeps order, and lets the last of a name win', () => {
    const form = parseForm('B=1&A=a+b%26c&B=2&C=');
    expect(form.names).toEqual(['B', 'A', 'C']);
    expect([form.get('B'), form.get('A'), form.get('C'), form.get('D')]).toEqual([
      '2',
      'a b&c',
      '',
      undefined,
    ]);
    expect(form.all('B')).toEqual(['1', '2']);
    expect([form.has('C'), form.has('D')]).toEqual([true, false]);
    expect(form.record()).toEqual({ A: 'a b&c', B: '2', C: '' });
  });

  it('refuses names nobody knows and names given twice, never naming a value', () => {
    const refuse = (body: string) => () => refuseUnknown(parseForm(body), 'Calls create', ['To'], ['Tag']);
    expect(refuse('To=1&Tag=a&Tag=b')).not.toThrow();
    expect(refuse('To=1&Other=secret')).toThrow(/^Failed to simulate Calls create with Other: /);
    expect(refuse('To=1&To=secret')).toThrow(/Calls create with To given twice/);
  });

  it.each([
    ['application/x-www-form-urlencoded', { A: '1' }],
    ['application/x-www-form-urlencoded; charset=UTF-8', { A: '1' }],
    ['application/json', {}],
  ])('of content type %s is read as %p', async (contentType, expected) => {
    const app = new Hono().post('/', async (context) => context.json((await readForm(context)).record()));
    const response = await app.request('/', {
      method: 'POST',
      body: 'A=1',
      headers: { 'content-type': contentType },
    });
    expect(await response.json()).toEqual(expected);
  });

  it('above 1 MiB is refused', async () => {
    const app = new Hono();
    respondToErrors(app);
    app.post('/', async (context) => context.json((await readForm(context)).names));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await app.request('/', {
      method: 'POST',
      body: `A=${'x'.repeat(1024 * 1024)}`,
      headers,
    });
    expect(response.status).toBe(413);
  });
});
