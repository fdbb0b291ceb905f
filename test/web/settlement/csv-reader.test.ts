import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CsvError, createCsvReader } from '#web/src/settlement/csv-reader.ts';

function read(pieces: readonly string[]) {
  const records: (readonly string[])[] = [];
  const lines: number[] = [];
  const reader = createCsvReader((cells, line) => {
    records.push(cells);
    lines.push(line);
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return { records, lines };
}

const cell = fc.string({
  unit: fc.constantFrom('a', '7', '"', ',', ';', '\t', '\n', '\r\n', ' ', 'é'),
  maxLength: 6,
});
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
  );

describe('the reader of CSV', () => {
  it('reads back whatever was written, with any separator and line end, however the file is cut', () => {
    const parts = fc.record({
      rows: table,
      separator: fc.constantFrom(',', ';', '\t', '|'),
      lineEnd: fc.constantFrom('\r\n', '\n', '\r'),
      size: fc.integer({ min: 1, max: 20 }),
      hasMark: fc.boolean(),
      isOpen: fc.boolean(),
    });
    fc.assert(
      fc.property(parts, ({ rows, separator, lineEnd, size, hasMark, isOpen }) => {
        const header = rows[0]?.map((_, place) => `c${place}`) ?? [];
        const text = [header, ...rows]
          .map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator))
          .join(lineEnd);
        const whole = `${hasMark ? '\uFEFF' : ''}${text}${isOpen ? '' : lineEnd}`;
        const pieces = whole.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
        expect(read(pieces).records).toEqual([header, ...rows]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'bare cells, blank lines and an empty last cell',
      'a,b\n\n1,\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
      [1, 3],
    ],
    [
      'line breaks within quotes',
      'a,b\r\n"1\r\n2",3\r\n4,5',
      [
        ['a', 'b'],
        ['1\r\n2', '3'],
        ['4', '5'],
      ],
      [1, 2, 4],
    ],
    [
      'a quote within a bare cell',
      'a;b\n5" pipe;2',
      [
        ['a', 'b'],
        ['5" pipe', '2'],
      ],
      [1, 2],
    ],
    [
      'semicolons beside commas',
      'Betrag;Datum\n12,50;22.11.2026\n',
      [
        ['Betrag', 'Datum'],
        ['12,50', '22.11.2026'],
      ],
      [1, 2],
    ],
  ])('reads %s, and counts lines of the file', (_, text, records, lines) => {
    expect(read([text])).toEqual({ records, lines });
    expect(read([...text])).toEqual({ records, lines });
  });

  it.each([
    ['a quote that never closes', 'a,b\n1,"2\n3,4\n'],
    ['text behind a quote', 'a,b\n1,"2"3\n'],
  ])('refuses %s, and names its line', (_, text) => {
    expect(() => read([text])).toThrow(CsvError);
    expect(() => read([text])).toThrow(/line 2/);
  });
});
