import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settingReasons } from '#simulator/console/setting-reasons.ts';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';
import { DEFAULT_SETTINGS } from '#simulator/settings.ts';

const BUDGET_BYTES = 60 * 1024;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, appUrl: 'http://127.0.0.1:4000/app?<">' });
});
afterAll(() => simulator.close());

const get = (path: string, init?: RequestInit) =>
  fetch(simulator.url + path, { redirect: 'manual', ...init });

describe('the console', () => {
  it('is a page with own files only, nothing inline, in no frame, and frames the phone and the application', async () => {
    const page = await get('/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(page.headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/frame-src 'self' http:\/\/127\.0\.0\.1:4000$/);
    expect(policy).not.toContain('unsafe');
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:/i);
  });

  it('weighs at most 60 kB', async () => {
    const files = await Promise.all(
      ['/', '/console/console.js', '/console/console.css'].map(async (path) => (await get(path)).text()),
    );
    const sizes = files.map((file) => gzipSync(file, { level: 9 }).length);
    expect(Math.min(...sizes)).toBeGreaterThan(200);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it('leads /try to the phone beside the application, whose address it knows', async () => {
    const response = await get('/try');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/#/try']);
    expect(await (await get('/console/info.json')).json()).toMatchObject({
      application: 'http://127.0.0.1:4000/app?<">',
    });
  });

  it.each([
    ['POST', '/'],
    ['GET', '/console'],
    ['GET', '/elsewhere'],
  ])('leaves %s %s unsupported', async (method, path) => {
    const response = await get(path, { method });
    expect([response.status, (await response.json()).simulator]).toEqual([501, 'unsupported']);
  });

  it('lets the phone stand in its own frame only', async () => {
    expect((await get('/phone')).headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
  });
});

describe('reasons of the settings', () => {
  const readme = readFileSync(new URL('../../../simulator/README.md', import.meta.url), 'utf8');
  it.each(Object.keys(DEFAULT_SETTINGS))('README tells that of %s', (name) => {
    expect(settingReasons(readme)[name]).toMatch(/^\S.{3,}[.?!”]$/s);
  });
});
