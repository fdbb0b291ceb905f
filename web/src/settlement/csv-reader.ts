/** Called with each record and the line of the file on which it begins, 1 for the first. */
export type OnRecord = (cells: readonly string[], line: number) => void;

export interface CsvReader {
  /** Takes the next piece of the file, however it is cut. */
  push(text: string): void;
  /** The file is over: a last record need not end with a line break. */
  end(): void;
}

/** A record longer than this has a quote that never closes. */
const MOST_RECORD = 1_000_000;
const DELIMITERS = [',', ';', '\t', '|'];

/** The file breaks the rules of CSV. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly line: number;
  constructor(line: number) {
    super(`Failed to read the file: a quote in the record of line ${line} does not close where it should.`);
    this.line = line;
  }
}

/**
 * Reads CSV (RFC 4180) piece by piece: quoted line breaks, `""`, any line ends, a byte order mark, and commas,
 * semicolons, tabs or bars between cells, whichever the first line has most of. Blank lines are left out.
 *
 * @throws CsvError from `push` and `end`
 */
export function createCsvReader(onRecord: OnRecord): CsvReader {
  let buffer = '';
  let line = 1;
  let isFirst = true;
  let delimiter: string | undefined;

  const readAll = (isEnd: boolean) => {
    delimiter ??= findDelimiter(buffer, isEnd);
    if (delimiter === undefined) return;
    let at = 0;
    while (at < buffer.length) {
      const record = readRecord(buffer, at, delimiter, isEnd, line);
      if (!record) break;
      if (record.cells.length > 1 || record.cells[0] !== '') onRecord(record.cells, line);
      line += record.breaks;
      at = record.end;
    }
    buffer = buffer.slice(at);
    if (buffer.length > MOST_RECORD) throw new CsvError(line);
  };
  return {
    push(text) {
      buffer += isFirst ? text.replace(/^\uFEFF/, '') : text;
      isFirst &&= text === '';
      readAll(false);
    },
    end: () => readAll(true),
  };
}

interface Read {
  readonly cells: readonly string[];
  /** Where the next record begins. */
  readonly end: number;
  readonly breaks: number;
}

/** One record; undefined while its end is not there. */
function readRecord(
  text: string,
  from: number,
  delimiter: string,
  isEnd: boolean,
  line: number,
): Read | undefined {
  const cells: string[] = [];
  let breaks = 0;
  for (let at = from; ; at += 1) {
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      // What follows the last quote of a piece may be another one.
      if (close === -1 || (close === text.length - 1 && !isEnd)) {
        if (isEnd) throw new CsvError(line);
        return undefined;
      }
      const cell = text.slice(at + 1, close);
      cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
      breaks += cell.match(/\r\n?|\n/g)?.length ?? 0;
      at = close + 1;
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
      if (at === text.length && !isEnd) return undefined;
      cells.push(text.slice(start, at));
    }
    if (at >= text.length) return { cells, end: at, breaks: breaks + 1 };
    if (text[at] === delimiter) continue;
    if (text[at] === '\n') return { cells, end: at + 1, breaks: breaks + 1 };
    if (text[at] !== '\r') throw new CsvError(line);
    // It may be the first half of a line end.
    if (at + 1 === text.length && !isEnd) return undefined;
    return { cells, end: at + (text[at + 1] === '\n' ? 2 : 1), breaks: breaks + 1 };
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

/** What separates the cells of the first line; undefined while that line has no end. */
function findDelimiter(text: string, isEnd: boolean): string | undefined {
  const [first = ''] = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text) ?? [];
  if (!/[\r\n]/.test(text[first.length] ?? '') && !isEnd && text.length < MOST_RECORD) return undefined;
  const bare = first.replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}
