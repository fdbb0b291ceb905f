import { describe, expect, it } from '@jest/globals';
import { createLog, describeFailure, shapeOf } from '#lambdas/platform/log.ts';

const CARD = '4111111111111111';

describe('the log', () => {
  it('writes one JSON line of allowed fields, those bound before included', () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line)).with({ requestId: 'r1', route: 'token' });
    log.info('served', { status: 200, paySid: 'PK1' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      message: 'served',
      requestId: 'r1',
      route: 'token',
      status: 200,
      paySid: 'PK1',
    });
  });

  it('drops every field that is not allowed', () => {
    const lines: string[] = [];
    createLog((line) => lines.push(line)).warn('x', { body: CARD, headers: { cookie: CARD } } as never);
    expect(lines.join()).not.toContain(CARD);
  });

  it('writes the name and place of a failure, not its message', () => {
    const failure = (() => {
      try {
        return JSON.parse(`{"cardnumber":${CARD}x`);
      } catch (error) {
        return error;
      }
    })();
    const described = describeFailure(failure);
    expect(described).toMatchObject({ error: 'SyntaxError' });
    expect(described.frames?.[0]).toMatch(/^at /);
    expect(JSON.stringify(described)).not.toContain('4111');
    expect(describeFailure(CARD)).toEqual({ shape: '(string)' });
  });

  it.each([
    [CARD, '(string)'],
    ['', '(empty string)'],
    [[CARD], '(list)'],
    [[], '(empty list)'],
    [{ cvv: 1 }, '(object)'],
    [null, '(null)'],
    [undefined, '(undefined)'],
    [7, '(number)'],
  ])('tells the shape of a value only', (value, shape) => {
    expect(shapeOf(value)).toBe(shape);
  });
});
