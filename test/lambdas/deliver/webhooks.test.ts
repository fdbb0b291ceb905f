import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseWebhooks } from '#lambdas/contract/webhooks.ts';
import { isPublicAddress } from '#lambdas/deliver/public-address.ts';
import { nextTry } from '#lambdas/deliver/retry-times.ts';
import { webhookHeaders } from '#lambdas/deliver/sign-webhook.ts';
import { createWebhookSecrets, type FetchVersion } from '#lambdas/stores/webhook-secrets.ts';

const NOW = new Date('2026-01-15T10:00:00.700Z');

describe('WEBHOOKS', () => {
  it('are names with https addresses', () => {
    expect(parseWebhooks('crm=https://crm.example.com/pay?x=1&y=2, erp=https://erp.example.org')).toEqual([
      { name: 'crm', url: 'https://crm.example.com/pay?x=1&y=2' },
      { name: 'erp', url: 'https://erp.example.org' },
    ]);
    expect(parseWebhooks('')).toEqual([]);
  });

  it.each([
    'crm',
    'CRM=https://crm.example.com',
    'crm=http://crm.example.com',
    'crm=https://crm.example.com:8443/',
    'crm=https://user:secret@crm.example.com/',
    'crm=https://crm.example.com/#part',
    'crm=https://127.0.0.1/',
    'crm=https://2130706433/',
    'crm=https://0x7f.1/',
    'crm=https://[::1]/',
    'crm=https://localhost/',
    'crm=https://crm.example.com,crm=https://other.example.com',
    'crm=http://127.0.0.1:9001/',
  ])('are not %s', (text) => {
    expect(parseWebhooks(text)).toBeUndefined();
  });

  it('may be on a developer’s own machine, and nowhere else without TLS', () => {
    expect(parseWebhooks('dev=http://127.0.0.1:3000/hook', true)).toHaveLength(1);
    expect(parseWebhooks('dev=http://10.0.0.1/hook', true)).toBeUndefined();
  });
});

describe('an address', () => {
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['224.0.0.1', '255.255.255.255', '192.0.2.1', '::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254'],
    ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'ff02::1', '2001::1'],
    ...['2001:db8::1', 'localhost', ''],
  ])('%s is not on the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2600:1f18::1', '2a00:1450::1'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('tries', () => {
  it('are ten, over three days', () => {
    const pauses: number[] = [];
    for (let tries = 1; ; tries += 1) {
      const at = nextTry(tries, NOW);
      if (!at) break;
      pauses.push((at.getTime() - NOW.getTime()) / 1_000);
    }
    expect(pauses).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  });

  it.each([
    [429, '60', 60],
    [503, new Date(NOW.getTime() + 90_000).toUTCString(), 90],
    [503, '1', 5],
    [502, '9999999', 86_400],
    [500, '60', 5],
    [429, 'soon', 5],
  ])('after %s with Retry-After %s wait %s seconds', (status, retryAfter, seconds) => {
    const at = nextTry(1, NOW, { status, retryAfter });
    expect(Math.round(((at?.getTime() ?? 0) - NOW.getTime()) / 1_000)).toBe(seconds);
  });
});

describe('a signature', () => {
  const secret = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64');

  it('covers id, time and body, once for each secret', () => {
    const headers = webhookHeaders([`whsec_${secret}`, secret], 'PK1-4', NOW, '{"a":1}');
    const expected = createHmac('sha256', '0123456789abcdef0123456789abcdef')
      .update('PK1-4.1768471200.{"a":1}')
      .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'PK1-4',
      'webhook-timestamp': '1768471200',
      'webhook-signature': `v1,${expected} v1,${expected}`,
    });
  });

  it('is that of the standard’s own example', () => {
    const at = new Date(1_614_265_330_000);
    const headers = webhookHeaders(
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at,
      '{"test": 2432232314}',
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is not made without a secret', () => {
    expect(() => webhookHeaders([], 'PK1-4', NOW, '{}')).toThrow(/no secret/);
  });

  it.each(['', 'short', Buffer.alloc(65).toString('base64')])('is not made with %s', (bad) => {
    expect(() => webhookHeaders([bad], 'PK1-4', NOW, '{}')).toThrow(/24 to 64 bytes/);
  });
});

describe('secrets of webhooks', () => {
  const DAY = 24 * 60 * 60_000;
  const clock = (now: number) => ({ now: () => new Date(now), sleep: async () => {} });
  const made = Date.parse('2026-01-01T00:00:00Z');
  const VERSIONS: Readonly<Record<string, Awaited<ReturnType<FetchVersion>>>> = {
    'p/crm AWSCURRENT': { text: 'new', createdAt: new Date(made) },
    'p/crm AWSPREVIOUS': { text: 'old', createdAt: new Date(0) },
    'p/erp AWSCURRENT': { text: 'only', createdAt: new Date(made) },
  };
  const versions: FetchVersion = async (name, stage) => VERSIONS[`${name} ${stage}`];
  const at = (now: number) => createWebhookSecrets(clock(now), { WEBHOOK_SECRET_PREFIX: 'p/' }, versions);

  it('are two for seven days after a rotation, then one', async () => {
    expect(await at(made + 6 * DAY).of('crm')).toEqual(['new', 'old']);
    expect(await at(made + 8 * DAY).of('crm')).toEqual(['new']);
    expect(await at(made + DAY).of('erp')).toEqual(['only']);
  });

  it('are read again after five minutes', async () => {
    let now = made + DAY;
    let reads = 0;
    const counted: FetchVersion = (...asked) => {
      reads += 1;
      return versions(...asked);
    };
    const secrets = createWebhookSecrets(
      { now: () => new Date(now), sleep: async () => {} },
      { WEBHOOK_SECRET_PREFIX: 'p/' },
      counted,
    );
    await secrets.of('crm');
    await secrets.of('crm');
    expect(reads).toBe(2);
    now += 5 * 60_000;
    await secrets.of('crm');
    expect(reads).toBe(4);
  });

  it('come from the environment on one machine', async () => {
    const secrets = createWebhookSecrets(clock(made), { WEBHOOK_SECRETS: '{"crm":["a","b"]}' }, versions);
    expect(await secrets.of('crm')).toEqual(['a', 'b']);
    expect(await secrets.of('erp')).toEqual([]);
  });
});
