import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accentOf, contrast, GROUNDS } from '#lambdas/contract/accent.ts';
import { lookOf, problemOfLogo, problemOfLook, problemOfMerchant } from '#lambdas/contract/look-settings.ts';

const ROOT = join(import.meta.dirname, '../../..');
const hex = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((colour) => `#${colour.toString(16).padStart(6, '0')}`);

describe('an accent', () => {
  it('of any colour is refused, or readable in every place that has it, on a light and on a dark page', () => {
    let taken = 0;
    fc.assert(
      fc.property(hex, (colour) => {
        const accent = accentOf(colour);
        expect(accent === undefined).toBe(contrast(colour, '#ffffff') < 4.5);
        if (!accent) return;
        taken += 1;
        for (const page of [0, 1] as const) {
          const grounds = page === 0 ? GROUNDS.light : GROUNDS.dark;
          const of = (token: keyof typeof accent) => accent[token][page];
          const on = (front: string, backs: readonly string[]) =>
            Math.min(...backs.map((back) => contrast(front, back)));
          expect(on(of('on-accent'), [of('accent'), of('accent-hover')])).toBeGreaterThanOrEqual(4.5);
          expect(on(of('accent-text'), [...grounds, of('accent-soft')])).toBeGreaterThanOrEqual(4.5);
          expect(on(of('accent'), grounds.slice(0, 2))).toBeGreaterThanOrEqual(3);
          expect(on(of('focus'), grounds)).toBeGreaterThanOrEqual(3);
          // What else is written on the soft colour.
          for (const text of TEXTS.map((pair) => pair[page])) {
            expect(contrast(text, of('accent-soft'))).toBeGreaterThanOrEqual(4.5);
          }
        }
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  it('knows the backgrounds of the style sheet', () => {
    expect([tokenOf('bg'), tokenOf('surface'), tokenOf('sunken')]).toEqual(
      [0, 1, 2].map((at) => [GROUNDS.light[at], GROUNDS.dark[at]]),
    );
  });

  it.each(['1d5bbf', '#1d5', 'red', '#1d5bbf;}', 'url(x)', '#ffd400'])('is refused as %s', (colour) => {
    expect(problemOfLook('BRAND_ACCENT', colour)).toMatch(/dark enough that white text/);
  });
});

describe('names', () => {
  it.each([
    ['of two hundred characters', 'x'.repeat(200)],
    ['that nobody can see', ' '],
    ['with a mark of direction', 'Acme\u202e evil'],
    ['with an isolate', '\u2066Acme\u2069'],
    ['of two lines', 'Acme\nPaid'],
    ['with a line separator', 'Acme\u2028Paid'],
    ['with a control character', 'Acme\u0007'],
  ])('%s are refused', (_, text) => {
    for (const name of ['MERCHANT_NAME', 'MERCHANT_LOCALITY', 'MERCHANT_CONTACT', 'BRAND_NAME'] as const)
      expect(problemOfLook(name, text)).toMatch(/characters that can be seen/);
  });

  it('are taken as they are otherwise', () => {
    expect(
      lookOf({ MERCHANT_NAME: 'Łódź & <Söhne>', MERCHANT_LOCALITY: 'Łódź', BRAND_NAME: 'متجر' }),
    ).toEqual({ merchant: { name: 'Łódź & <Söhne>', locality: 'Łódź' }, brand: { name: 'متجر' } });
    expect(lookOf({})).toEqual({});
  });

  it('of a merchant go together', () => {
    expect(problemOfMerchant({ MERCHANT_NAME: 'Acme' })).toMatch(/set together/);
    expect(problemOfMerchant({ MERCHANT_CONTACT: '+1 500 555 0006' })).toMatch(/set together/);
    expect(problemOfMerchant({ MERCHANT_NAME: 'Acme', MERCHANT_LOCALITY: 'Springfield' })).toBeUndefined();
  });
});

describe('a logo', () => {
  const svg = (inside: string, before = '') =>
    problemOfLogo(
      'svg',
      new TextEncoder().encode(`${before}<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`),
    );

  it('is a picture: an SVG of shapes, or a PNG', () => {
    expect(
      svg('<path d="M0 0h9v9z" fill="url(#a)"/><use href="#b"/>', '<?xml version="1.0"?>\n<!-- x -->\n'),
    ).toBeUndefined();
    expect(problemOfLogo('svg', readFileSync(join(ROOT, 'web/public/favicon.svg')))).toBeUndefined();
    expect(problemOfLogo('png', readFileSync(join(ROOT, 'docs/images/phone.png')))).toBeUndefined();
  });

  it.each([
    '<script>alert(1)</script>',
    '<svg:script href="x"/>',
    '<g onload="alert(1)"/>',
    '<foreignObject><p/></foreignObject>',
    '<image href="https://elsewhere.example/x.png"/>',
    '<use xlink:href="data:image/svg+xml,x"/>',
    '<a href="#x"/>',
    '<style>@import "https://elsewhere.example/x.css"</style>',
    '<rect style="fill: url(https://elsewhere.example/x)"/>',
    '<set attributeName="href" to="x"/>',
    '<style>&#x0000040;import "https://elsewhere.example/x.css"</style>',
    '<rect style="fill: ur&#108;(https://elsewhere.example/x)"/>',
    '<style>rect { fill: u\\72l(https://elsewhere.example/x) }</style>',
    '<style>rect { background: image-set("https://elsewhere.example/x" 1x) }</style>',
    '<h:object xmlns:h="http://www.w3.org/1999/xhtml" data="https://elsewhere.example/x"/>',
    '<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="https://elsewhere.example/x"/>',
  ])('is refused with %s', (inside) => {
    expect(svg(inside)).toMatch(/must be a picture only/);
  });

  it('is refused where the file is something else, or too heavy', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    // There, ESC ( B stands for nothing, and a script is one to a browser only.
    const hidden = '<scr\u001b(Bipt>alert(1)</scr\u001b(Bipt>';
    expect(svg(hidden, '<?xml version="1.0" encoding="ISO-2022-JP"?>')).toMatch(/must be/);
    expect(svg('', '<?xml version="1.0" encoding="UTF-8"?>')).toBeUndefined();
    expect(problemOfLogo('svg', bytes('<html><svg></svg></html>'))).toMatch(/no SVG/);
    expect(svg('', '<!DOCTYPE svg [<!ENTITY x "y">]>')).toMatch(/no SVG/);
    expect(problemOfLogo('png', bytes('<svg></svg>'))).toMatch(/no PNG/);
    expect(svg(' '.repeat(100_000))).toMatch(/at most 100 kB/);
    expect(problemOfLook('BRAND_LOGO', 'logo.html')).toMatch(/\.svg or \.png/);
  });
});

const CSS = readFileSync(join(ROOT, 'web/src/styles/tokens.css'), 'utf8');
function tokenOf(name: string): readonly [string, string] {
  const [, light = '', dark = ''] =
    new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(CSS) ?? [];
  return [light, dark];
}
const TEXTS = [tokenOf('text'), tokenOf('text-2')];
