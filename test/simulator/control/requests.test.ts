import { describe, expect, it } from '@jest/globals';
import { requestRoutes } from '#simulator/control/requests.ts';
import { createRequestLog } from '#simulator/log/request-log.ts';

const entry = (url: string) =>
  ({
    at: '2026-01-15T10:00:00.000Z',
    kind: 'voice',
    method: 'POST',
    url,
    parameters: {},
    status: 200,
    milliseconds: 3,
  }) as const;

describe('GET /simulator/requests', () => {
  it('lists what was sent, newest last', async () => {
    const requests = createRequestLog();
    requests.add(entry('/1'));
    requests.add(entry('/2'));
    const response = await requestRoutes(requests).request('/simulator/requests');
    expect(await response.json()).toEqual([
      { id: '1', ...entry('/1') },
      { id: '2', ...entry('/2') },
    ]);
  });

  it('keeps the last thousand, and none once cleared', () => {
    const requests = createRequestLog();
    for (let n = 1; n <= 1001; n += 1) requests.add(entry(`/${n}`));
    expect(requests.list()).toHaveLength(1000);
    expect([requests.list()[0]?.url, requests.list().at(-1)?.url]).toEqual(['/2', '/1001']);
    requests.clear();
    expect(requests.list()).toEqual([]);
  });
});
