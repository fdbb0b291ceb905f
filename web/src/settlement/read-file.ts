import type { SettlementFormat } from '#lambdas/contract/desk-api.ts';
import { isCardInsideRun } from '#lambdas/masking/card-brands.ts';
import { CsvError, createCsvReader } from './csv-reader.ts';
import { FORMATS, type Format, type LineReading, PAYPAL } from './formats.ts';
import { foldName, readCells } from './header.ts';
import type { Mapping } from './mapping.ts';
import { readMapped } from './read-mapped.ts';
import type { Reject, SettlementRow, Writing } from './row.ts';

/** Why a file cannot be taken. None repeats what a cell holds; names are those of columns. */
export type FileProblem =
  | { readonly what: 'empty' | 'tooLarge' | 'unreadable' }
  | { readonly what: 'quote'; readonly line: number }
  /** A cell holds a whole card number. */
  | { readonly what: 'card'; readonly line: number; readonly column: string }
  /** It is a known format, and columns of it are missing. */
  | {
      readonly what: 'columns';
      readonly format: SettlementFormat;
      readonly missing: readonly string[];
      readonly found: readonly string[];
    }
  /** Nobody has said what its columns mean. */
  | { readonly what: 'unknown'; readonly header: readonly string[]; readonly sample: readonly string[] };

export interface SettlementFile {
  readonly format: SettlementFormat;
  readonly rows: readonly SettlementRow[];
  readonly rejects: readonly Reject[];
  /** PayPal's file was cut off: a section has no end. */
  readonly isCutOff: boolean;
}

export interface FileReader {
  push(text: string): void;
  /** Lines read so far. */
  rows(): number;
  /** @throws FileRefusal also from `push` */
  end(): SettlementFile;
}

export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';
  readonly problem: FileProblem;
  constructor(problem: FileProblem) {
    super(`Failed to read the file: ${problem.what}.`);
    this.problem = problem;
  }
}

type ReadLine = (cells: readonly string[]) => LineReading;

/** PayPal's kinds of row, in a first column of their own. */
const PAYPAL_ROW = /^(?:RH|FH|SH|CH|SB|SF|SC|RF|RC|FF)$/;

/**
 * Reads a settlement file piece by piece, of whichever format its header shows.
 *
 * @param mapping what a person said of the columns; undefined for a file that should be recognised
 * @throws FileRefusal from `push` and `end`
 */
export function createFileReader(zone: string, mapping?: Mapping): FileReader {
  const rows: SettlementRow[] = [];
  const rejects: Reject[] = [];
  let header: readonly string[] | undefined;
  let format: SettlementFormat = 'csv';
  let readLine: ReadLine | undefined;
  let isPaypal: boolean | undefined;
  let openSections = 0;
  let count = 0;

  const take = (cells: readonly string[], line: number) => {
    const reading = readLine?.(cells);
    if (typeof reading === 'string') rejects.push({ line, why: reading });
    else if (reading) rows.push({ ...reading, line });
  };
  const takePaypal = (cells: readonly string[], line: number) => {
    const [kind = '', ...rest] = cells;
    const row = kind.trim().toUpperCase();
    if (row === 'SH') openSections += 1;
    if (row === 'SF') openSections -= 1;
    if (row === 'CH') {
      header = rest;
      readLine = readerOf(PAYPAL, rest, zone);
    }
    if (row === 'SB') take(rest, line);
  };
  const takeHeader = (cells: readonly string[]) => {
    header = cells;
    if (mapping) {
      readLine = (line) => readMapped(line, mapping, zone);
      return;
    }
    const names = cells.map(foldName);
    const known = FORMATS.find(({ known }) => known.every((name) => names.includes(name)));
    if (!known) return;
    format = known.id;
    readLine = readerOf(known, cells, zone);
  };
  const reader = createCsvReader((cells, line) => {
    count += 1;
    isPaypal ??= !mapping && /^(?:RH|FH|SH)$/.test(cells[0]?.trim().toUpperCase() ?? '');
    refuseCards(cells, line, header, isPaypal);
    if (isPaypal) {
      format = 'paypal';
      if (PAYPAL_ROW.test(cells[0]?.trim().toUpperCase() ?? '')) takePaypal(cells, line);
    } else if (!header) takeHeader(cells);
    else if (readLine) take(cells, line);
    else throw new FileRefusal({ what: 'unknown', header, sample: cells });
  });
  const refusing = <Result>(run: () => Result): Result => {
    try {
      return run();
    } catch (error) {
      throw error instanceof CsvError ? new FileRefusal({ what: 'quote', line: error.line }) : error;
    }
  };
  return {
    push: (text) => refusing(() => reader.push(text)),
    rows: () => count,
    end() {
      refusing(() => reader.end());
      if (header && !readLine) throw new FileRefusal({ what: 'unknown', header, sample: [] });
      if (rows.length + rejects.length === 0) throw new FileRefusal({ what: 'empty' });
      return { format, rows, rejects, isCutOff: openSections > 0 };
    },
  };
}

/** @throws FileRefusal with the columns that are missing, and those that are there */
function readerOf(format: Format, header: readonly string[], zone: string): ReadLine {
  const names = header.map(foldName);
  const missing = format.needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new FileRefusal({ what: 'columns', format: format.id, missing, found: names });
  }
  const cellsOf = readCells(header);
  const writing: Writing = { zone, order: 'ymd', decimals: 'point' };
  return (line) => format.read(cellsOf(line), writing);
}

/** Fourteen digits and more with nothing but blanks and dashes between them. A phone number begins with its plus. */
const LONG_NUMBER = /^\d(?:[ -]?\d){13,18}$/;

/** The cell as a whole, not what is within it: one long id in ten holds what looks like a card number. */
function refuseCards(
  cells: readonly string[],
  line: number,
  header: readonly string[] | undefined,
  isPaypal: boolean,
): void {
  for (const [place, cell] of cells.entries()) {
    if (cell.length < 14) continue;
    const text = cell.trim();
    if (!LONG_NUMBER.test(text) || !isCardInsideRun(text.replace(/\D/g, ''))) continue;
    const name = header?.[isPaypal ? place - 1 : place]?.trim();
    throw new FileRefusal({ what: 'card', line, column: name || String(place + 1) });
  }
}
