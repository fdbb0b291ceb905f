import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { OUTWARD_TYPES } from '#lambdas/contract/outward-event.ts';
import { OUTWARD_EVENT_SCHEMA } from '#lambdas/contract/outward-event-schema.ts';
import { webhookHeaders } from '#lambdas/deliver/sign-webhook.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/events.md'), 'utf8');
const block = (language: string) => PAGE.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';

type IsGenuine = (headers: Readonly<Record<string, string>>, body: Buffer, secret: string) => boolean;

/** The check that the page shows, as it stands there. */
async function checkOfThePage(): Promise<IsGenuine> {
  const source = Buffer.from(block('js')).toString('base64');
  const { isGenuine } = (await import(`data:text/javascript;base64,${source}`)) as { isGenuine: IsGenuine };
  return isGenuine;
}

describe('docs/events.md', () => {
  it('shows a check that accepts our webhooks, also during a rotation, and nothing else', async () => {
    const isGenuine = await checkOfThePage();
    const [old, fresh] = [1, 2].map((byte) => Buffer.alloc(33, byte).toString('base64')) as [string, string];
    const body = '{"type":"payment.started","data":{"agent":"Zoë"}}';
    const headers = webhookHeaders([fresh, old], 'PK1-1', new Date(), body);
    const bytes = Buffer.from(body);
    expect(isGenuine(headers, bytes, `whsec_${fresh}`)).toBe(true);
    expect(isGenuine(headers, bytes, `whsec_${old}`)).toBe(true);
    expect(isGenuine(headers, bytes, `whsec_${Buffer.alloc(33, 3).toString('base64')}`)).toBe(false);
    expect(isGenuine(headers, Buffer.from(body.replace('started', 'succeeded')), `whsec_${old}`)).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-id': 'PK1-2' }, bytes, `whsec_${old}`)).toBe(false);
    const late = webhookHeaders([old], 'PK1-1', new Date(Date.now() - 301_000), body);
    expect(isGenuine(late, bytes, `whsec_${old}`)).toBe(false);
    // Anybody can send such a thing, and the receiver must outlive it.
    expect(isGenuine({}, bytes, `whsec_${old}`)).toBe(false);
    const { 'webhook-signature': _, ...unsigned } = headers;
    expect(isGenuine(unsigned, bytes, `whsec_${old}`)).toBe(false);
    const timeless = webhookHeaders([old], 'PK1-1', new Date(Number.NaN), body);
    expect(isGenuine(timeless, bytes, `whsec_${old}`)).toBe(false);
  });

  it('names every type, and an example with every field that a charge has', () => {
    for (const type of OUTWARD_TYPES) expect(PAGE).toContain(`| \`${type}\` |`);
    const fields = Object.keys(OUTWARD_EVENT_SCHEMA.properties).filter(
      (name) => name !== 'code' && name !== 'declined',
    );
    expect(Object.keys(JSON.parse(block('json')))).toEqual(fields);
  });
});
