import { Link } from '#web/src/components/link.tsx';
import { listAddress } from '#web/src/records/filter.ts';

export interface CountProps {
  /** Its column, for narrow screens. */
  readonly label: string;
  readonly value: number;
  /** What it counts, where a list shows it. */
  readonly list?: Readonly<Record<string, string>>;
}

/** A number of a table, with a link to the payments it counts. */
export function Count({ label, value, list }: CountProps) {
  return (
    <td data-label={label}>
      {list && value > 0 ? <Link to={listAddress(list)}>{String(value)}</Link> : value}
    </td>
  );
}
