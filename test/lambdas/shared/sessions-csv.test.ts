import { describe, expect, it } from '@jest/globals';
import type { PaySession } from '../../../lambdas/shared/contract.ts';
import { toCsv } from '../../../lambdas/shared/sessions-csv.ts';

/** The last cell of the only row: the description, still quoted. */
function cellOf(description: string): string {
  const session = { captured: {}, description } as unknown as PaySession;
  const row = toCsv([session]).slice(toCsv([]).length);
  return row.slice(row.lastIndexOf(',"') + 1, -2);
}

describe('the CSV export', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\0=1', '＝1', '＋1', '－1', '＠1'])(
    'turns the formula %j into text',
    (formula) => {
      expect(cellOf(formula).startsWith(`"'`)).toBe(true);
    },
  );

  it.each([
    ['a semicolon', 'x;=1+1;', `"x;'=1+1;"`],
    ['a semicolon and a quote', 'x; "=1', `"x; ""'=1"`],
    ['a tab', 'x\t=1', `"x\t'=1"`],
    ['a line break', 'x\r\n=1', `"x\r'\n'=1"`],
    ['a bar', 'x|@a', `"x|'@a"`],
  ])('turns a formula behind %s into text, as where that separates cells', (_, given, cell) => {
    expect(cellOf(given)).toBe(cell);
  });

  it('leaves other text as it is, with quotes doubled', () => {
    expect(cellOf('order 12-34; "blue" = yes')).toBe('"order 12-34; ""blue"" = yes"');
  });
});
