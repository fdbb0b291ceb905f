/**
 * Rows as CSV for spreadsheets: UTF-8 with byte order mark, CRLF, every cell quoted, and a leading `'` where a cell
 * would otherwise be read as a formula (OWASP, "CSV injection").
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('')}`;
}

function quote(cell: string): string {
  const inside = cell.replace(FORMULA_AFTER_SEPARATOR, "$1'");
  const safe = FORMULA_START.test(inside) ? `'${inside}` : inside;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Also the full-width forms, which some spreadsheets read as the plain ones. */
const FORMULA_START = /^[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A formula after a character that spreadsheets of other countries read as the separator. */
const FORMULA_AFTER_SEPARATOR = /([;|\t\r\n]["' ]*)(?=[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20])/g;
