import type { Figure } from '../figure.ts';
import { countInChild } from './count/count-in-child.ts';
import { type Amounts, totalOf } from './count/tally.ts';

/** What one payment asks of everybody else, in total and by kind. */
export async function measureCounts(): Promise<readonly Figure[]> {
  const counts = await countInChild();
  const { database, writeUnits, readUnits, storedBytes, twilio, webhooks, invocations } = counts;
  return [
    ...figures('DynamoDB requests a payment', database, 40),
    ...figures('write units a payment', writeUnits, 55),
    ...figures('read units a payment', readUnits),
    { what: 'bytes stored a payment', value: totalOf(storedBytes), unit: '' },
    ...figures('requests to Twilio a payment', twilio),
    ...figures('webhooks a payment, the connector included', webhooks),
    ...figures('invocations a payment', invocations),
    { what: 'log lines a payment', value: counts.logLines, unit: '' },
    { what: 'log a payment', value: counts.logBytes / 1_000, unit: 'kB' },
  ];
}

function figures(what: string, amounts: Amounts, budget?: number): readonly Figure[] {
  return [
    { what, value: totalOf(amounts), unit: '', ...(budget === undefined ? {} : { budget }) },
    ...Object.entries(amounts).map(([name, value]): Figure => ({ what: `  ${name}`, value, unit: '' })),
  ];
}
