import { concurrencyNeeded } from '#infra/reserved-concurrency.ts';
import { partitionsAt, USUAL_PAYMENTS_PER_SECOND } from '#lambdas/contract/partitions.ts';
import { amountsOf, dollarsOf, ESTIMATES } from './capacity.ts';
import { LIMITS } from './limits.ts';
import { BEAT, NOW } from './payment-work.ts';
import { reservedAt, throttleAt } from './sizing.ts';

const MONTHS = [10_000, 100_000, 1_000_000, 10_000_000] as const;

/** Payments in the busiest second of a month. */
export function peakOf(sessions: number): number {
  return (sessions / ESTIMATES.openSecondsAMonth) * ESTIMATES.peak;
}

/** The setting for that month: the default, or the next multiple of it. */
export function settingFor(sessions: number): number {
  return Math.max(1, Math.ceil(peakOf(sessions) / USUAL_PAYMENTS_PER_SECOND)) * USUAL_PAYMENTS_PER_SECOND;
}

/** What a month of payments costs in AWS, in USD, with what the desks of those who take them ask all day. */
export function monthOf(sessions: number) {
  const { payment, watch, storageMonth } = dollarsOf(amountsOf(NOW, sessions));
  const beats = dollarsOf(amountsOf(BEAT, (sessions * ESTIMATES.callSeconds) / ESTIMATES.beatSeconds));
  const dollars = payment + watch + beats.payment + beats.watch;
  return { dollars, perThousand: (1_000 * dollars) / sessions, kept: storageMonth * ESTIMATES.keptMonths };
}

/** The table by month in `docs/capacity.md`. */
export function growthTable(): string {
  return [
    '| sessions a month | in the busiest second | `PAYMENTS_PER_SECOND` | Lambda quota it needs | AWS, USD a month | for 1,000 | tables after two years, USD a month |',
    '| --: | --: | --: | --: | --: | --: | --: |',
    ...MONTHS.map((sessions) => {
      const { dollars, perThousand, kept } = monthOf(sessions);
      const setting = settingFor(sessions);
      return row([
        whole(sessions),
        peakOf(sessions).toFixed(2),
        setting,
        whole(concurrencyNeeded(setting)),
        whole(dollars),
        perThousand.toFixed(3),
        whole(kept),
      ]);
    }),
  ].join('\n');
}

/** What each number buys, in `docs/capacity.md`. */
export function settingsTable(): string {
  const callbacks = { name: 'statusCallback', auth: { kind: 'twilioSignature' } } as const;
  const reads = { name: 'getPaySession', auth: { kind: 'signIn', roles: [] } } as const;
  return [
    '| `PAYMENTS_PER_SECOND` | callbacks a second, at once | reads of open payments a second | functions kept for callbacks | Lambda quota it needs | keys of a list | keys of free agents |',
    '| --: | --: | --: | --: | --: | --: | --: |',
    ...[5, 25, 50, 100, 138, 300].map((setting) => {
      const { rate, burst } = throttleAt(setting, callbacks);
      const { shards, agentShards } = partitionsAt(setting);
      return row([
        setting,
        `${whole(rate)}, ${whole(burst)}`,
        whole(throttleAt(setting, reads).rate),
        whole(reservedAt(setting).statusCallback ?? 0),
        whole(concurrencyNeeded(setting)),
        shards,
        agentShards,
      ]);
    }),
  ].join('\n');
}

/** What is met in which order, in `docs/capacity.md`. */
export function limitsTable(): string {
  return [
    '| payments a second | what is full | kind | what raises it |',
    '| --: | --- | --- | --- |',
    ...LIMITS.map(({ at, of, kind, raisedBy }) => row([whole(Math.floor(at)), of, kind, raisedBy])),
  ].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
