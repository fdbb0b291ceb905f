import { describe, expect, it } from '@jest/globals';
import { createRequestLog } from '#simulator/log/request-log.ts';
import type { RequestLogEntry } from '#simulator/services.ts';

const entry = (parts: Partial<RequestLogEntry> = {}) => ({
  at: '2026-01-15T10:00:00.000Z',
  kind: 'voice' as const,
  method: 'POST',
  url: '/',
  parameters: {},
  status: 200,
  milliseconds: 3,
  ...parts,
});
const idsOf = (entries: readonly RequestLogEntry[]) => entries.map(({ id }) => id);

describe('the request log', () => {
  it('counts its entries, also after it was cleared', () => {
    const requests = createRequestLog();
    requests.add(entry());
    requests.clear();
    expect(requests.add(entry()).id).toBe('2');
    expect(idsOf(requests.list())).toEqual(['2']);
  });

  it('shows no long number, wherever an application put it', () => {
    const card = '4111111111111111';
    const shown = createRequestLog().add(
      entry({
        url: `/${card}`,
        parameters: { [card]: '(hidden)' },
        problem: `<X${card}> is not supported.`,
        response: { contentType: `text/${card}`, excerpt: card },
      }),
    );
    expect(JSON.stringify(shown)).not.toContain(card);
    expect(shown.problem).toBe('<Xxxxxxxxxxxxx1111> is not supported.');
  });

  it('keeps the last thousand', () => {
    const requests = createRequestLog();
    for (let n = 0; n < 2500; n += 1) requests.add(entry());
    expect(idsOf(requests.list())).toEqual(Array.from({ length: 1000 }, (_, n) => String(n + 1501)));
    expect(idsOf(requests.list({ after: 2498 }))).toEqual(['2499', '2500']);
    expect(requests.list({ after: 2500 })).toEqual([]);
    expect(requests.list({ after: 10 })).toHaveLength(1000);
    expect(requests.find('1500')).toBeUndefined();
    expect(requests.find('1501')?.id).toBe('1501');
  });

  it('filters by what an entry is about', () => {
    const requests = createRequestLog();
    requests.add(entry({ kind: 'payment', callSid: 'CA1' }));
    requests.add(entry({ callSid: 'CA1', problem: 'It was wrong.' }));
    requests.add(entry({ kind: 'rest', callSid: 'CA2' }));
    requests.add(entry({ kind: 'rest', problem: 'It was wrong.' }));
    const ids = (filter: Parameters<typeof requests.list>[0]) => idsOf(requests.list(filter));
    expect(ids({ kind: 'payment' })).toEqual(['1']);
    expect(ids({ kind: ['payment', 'rest'] })).toEqual(['1', '3', '4']);
    expect(ids({ call: 'CA1' })).toEqual(['1', '2']);
    expect(ids({ problem: true })).toEqual(['2', '4']);
    expect(ids({ problem: false })).toEqual(['1', '3']);
    expect(ids({ kind: 'rest', problem: true })).toEqual(['4']);
    expect(ids({ where: ({ id }) => Number(id) > 2 })).toEqual(['3', '4']);
    expect(ids({ limit: 1 })).toEqual(['4']);
  });

  it('gives the next entry that fits, and no earlier one', async () => {
    const requests = createRequestLog();
    requests.add(entry({ kind: 'payment' }));
    const next = requests.next({ kind: 'payment', where: ({ url }) => url === '/b' });
    requests.add(entry({ url: '/b' }));
    requests.add(entry({ kind: 'payment', url: '/a' }));
    requests.add(entry({ kind: 'payment', url: '/b' }));
    requests.add(entry({ kind: 'payment', url: '/b' }));
    expect((await next).id).toBe('4');
  });

  it('says what it waited for in vain, and what came instead', async () => {
    const requests = createRequestLog();
    const next = requests.next({ kind: 'payment', call: 'CA1', problem: true, timeoutMilliseconds: 1 });
    requests.add(entry());
    requests.add(entry());
    await expect(next).rejects.toThrow(
      'No payment request of call CA1 with a problem came within 0.001 seconds. Others came: 2 voice.',
    );
    await expect(requests.next({ timeoutMilliseconds: 1 })).rejects.toThrow('No other request came either.');
  });
});
