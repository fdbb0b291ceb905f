import type { MoneyOutcome } from '#lambdas/contract/desk-api.ts';
import { fromMinorUnits, isBetween } from '#lambdas/contract/money.ts';
import { ENDINGS, type Ending } from '#lambdas/contract/payment-ending.ts';
import type { SessionFilter } from './session-filter.ts';
import type { TotalsRow, TotalsTally } from './totals.ts';

/** Parts of a filter of which the totals tell whether a time can hold a payment that fits. */
const JUDGED: readonly (keyof SessionFilter)[] = [
  'currency',
  'brand',
  'method',
  'ending',
  'outcome',
  'failure',
  'reason',
  'amount',
  'amountFrom',
  'amountTo',
];

/** Whether totals can spare reading some of the payments that a filter leaves out. An agent's have a list of their own. */
export function isJudged(filter: SessionFilter): boolean {
  return filter.agent === '' || JUDGED.some((part) => filter[part] !== undefined);
}

/** False when no payment of a row can fit the filter, whatever else it asks. Payments of a row are over. */
export function mayHold(row: TotalsRow, filter: SessionFilter): boolean {
  const { agent, currency, brand, method, reason } = filter;
  const isOther = (wanted: string | undefined, is: string) => wanted !== undefined && wanted !== is;
  if (isOther(agent, row.agent) || isOther(currency, row.currency)) return false;
  if (isOther(brand, row.brand) || isOther(method, row.method)) return false;
  if (reason !== undefined && !Object.hasOwn(row.reasons ?? {}, reason)) return false;
  return ENDINGS.some((ending) => {
    const tally = row.endings[ending];
    return tally !== undefined && mayEnd(ending, filter) && reaches(tally, row.currency, filter);
  });
}

/** What nobody knew may have been found out since: it stays on the lists while others of its minute, and with them the count, expire. */
function mayEnd(is: Ending, { ending, outcome, failure }: SessionFilter): boolean {
  if (is === 'unknown') return true;
  if (ending !== undefined && is !== ending) return false;
  if (failure === 'declined' && is !== 'declined') return false;
  return outcome === undefined || OF_OUTCOME[outcome].includes(is);
}

const OF_OUTCOME: Readonly<Record<MoneyOutcome, readonly Ending[]>> = {
  charged: ['charged'],
  saved: ['saved'],
  unknown: ['unknown'],
  notCharged: ['declined', 'failed', 'cancelled'],
};

/** Whether the amounts of a tally, of which the smallest and the largest are known, reach into those asked for. */
function reaches({ least, most }: TotalsTally, currency: string, filter: SessionFilter): boolean {
  const { amount, amountFrom = amount, amountTo = amount } = filter;
  if (amountFrom === undefined && amountTo === undefined) return true;
  if (least === undefined || most === undefined) return false;
  const [low, high] = [least, most].map((minor) => fromMinorUnits(BigInt(minor), currency));
  return isBetween(high ?? '', amountFrom, undefined) && isBetween(low ?? '', undefined, amountTo);
}
