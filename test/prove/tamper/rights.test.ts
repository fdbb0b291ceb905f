import { describe, expect, it } from '@jest/globals';
import { rightsOf, WRITES } from './rights.ts';

const PAYMENT = `PK${'0'.repeat(32)}`;
const DAY = 'ACCESS#2026-11-29#00';
const MONTH = 'CLOSE#2026-11';

describe('the rights of a handler', () => {
  it.each([
    ['statusCallback', [true, false, false]],
    ['getPaySession', [false, true, false]],
    ['closeReport', [false, false, true]],
    ['presence', [false, false, false]],
    ['deliver', [false, false, false]],
  ] as const)('let %s put into its own chains alone', (handler, allowed) => {
    const rights = rightsOf(handler);
    expect([PAYMENT, DAY, MONTH].map((chain) => rights('PutItem', 'Audit', chain))).toEqual(allowed);
  });

  it('let nobody change or remove an event, nor remove an item', () => {
    for (const handler of ['statusCallback', 'sweep', 'closeReport', 'deliver', 'nobody']) {
      const rights = rightsOf(handler);
      for (const write of WRITES) {
        const isPut = write === 'PutItem';
        for (const chain of [PAYMENT, DAY, MONTH])
          if (!isPut) expect(rights(write, 'Audit', chain)).toBe(false);
      }
      expect(rights('DeleteItem', 'Sessions', 'session#1')).toBe(false);
      expect(rights('BatchWriteItem', 'Sessions', 'session#1')).toBe(false);
    }
  });

  it('let the sender of webhooks write deliveries, and no other item', () => {
    const rights = rightsOf('deliver');
    expect(rights('PutItem', 'Sessions', 'delivery#1')).toBe(true);
    expect(rights('UpdateItem', 'Sessions', 'endpoint#crm')).toBe(true);
    expect(rights('PutItem', 'Sessions', 'session#1')).toBe(false);
  });
});
