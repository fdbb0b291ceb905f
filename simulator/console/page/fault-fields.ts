import type { CallbackFaults } from '../../services.ts';
import type { FaultPlan } from './wire.ts';

/** The form's fields as text, by name; an empty one is no fault. Shares are in per cent, times in seconds. */
export type FaultFields = Readonly<Record<string, string>>;

/** A plan as the form shows it. */
export function fieldsOf(plan: FaultPlan): FaultFields {
  const { callbacks, statusCallbacks, connector, rest, syncDown, syncReordered } = plan;
  return {
    ...callbackFields('payment', callbacks),
    ...callbackFields('status', statusCallbacks),
    connectorDelay: secondsText(connector?.delayMilliseconds),
    connectorTimes: text(connector?.failTimes),
    connectorWith: text(connector?.failWith ?? 'timeout'),
    rest: percentText(rest?.probability),
    restWith: text(rest?.failWith ?? 503),
    restTimes: text(rest?.times),
    restRetryAfter: text(rest?.retryAfterSeconds),
    restOperations: rest?.operations?.join(' ') ?? '',
    restAfter: rest?.afterEffect ? 'on' : '',
    syncDown: syncDown ? 'on' : '',
    syncReordered: syncReordered ? 'on' : '',
  };
}

function callbackFields(
  prefix: string,
  { late, duplicated, reordered, lost }: CallbackFaults = {},
): FaultFields {
  return {
    [`${prefix}Late`]: percentText(late?.probability),
    [`${prefix}LateBy`]: secondsText(late?.milliseconds ?? 2000),
    [`${prefix}Twice`]: percentText(duplicated?.probability),
    [`${prefix}Reordered`]: percentText(reordered?.probability),
    [`${prefix}Window`]: secondsText(reordered?.windowMilliseconds ?? 500),
    [`${prefix}Lost`]: percentText(lost?.probability),
  };
}

/** The inverse of {@link fieldsOf}. */
export function planOf(fields: FaultFields): FaultPlan {
  const field = (name: string) => fields[name]?.trim() ?? '';
  const callbacks = callbacksOf('payment', field);
  const statusCallbacks = callbacksOf('status', field);
  const failTimes = numberOf(field('connectorTimes'));
  const delay = millisecondsOf(field('connectorDelay'));
  const probability = shareOf(field('rest'));
  const operations = field('restOperations')
    .split(/[\s,]+/)
    .filter(Boolean);
  const restWith = field('restWith');
  return {
    ...(Object.keys(callbacks).length > 0 ? { callbacks } : {}),
    ...(Object.keys(statusCallbacks).length > 0 ? { statusCallbacks } : {}),
    ...(failTimes || delay
      ? {
          connector: {
            ...(delay ? { delayMilliseconds: delay } : {}),
            ...(failTimes ? { failTimes, failWith: statusOrWord(field('connectorWith')) as 'timeout' } : {}),
          },
        }
      : {}),
    ...(probability
      ? {
          rest: {
            probability,
            failWith: statusOrWord(restWith) as 503,
            ...(restWith === '429' && field('restRetryAfter')
              ? { retryAfterSeconds: numberOf(field('restRetryAfter')) }
              : {}),
            ...(field('restAfter') ? { afterEffect: true } : {}),
            ...(operations.length > 0 ? { operations } : {}),
            ...(numberOf(field('restTimes')) ? { times: numberOf(field('restTimes')) } : {}),
          },
        }
      : {}),
    ...(field('syncDown') ? { syncDown: true } : {}),
    ...(field('syncReordered') ? { syncReordered: true } : {}),
  };
}

function callbacksOf(prefix: string, field: (name: string) => string): CallbackFaults {
  const share = (name: string) => shareOf(field(`${prefix}${name}`));
  const late = share('Late');
  const duplicated = share('Twice');
  const reordered = share('Reordered');
  const lost = share('Lost');
  return {
    ...(late ? { late: { probability: late, milliseconds: millisecondsOf(field(`${prefix}LateBy`)) } } : {}),
    ...(duplicated ? { duplicated: { probability: duplicated } } : {}),
    ...(reordered
      ? {
          reordered: { probability: reordered, windowMilliseconds: millisecondsOf(field(`${prefix}Window`)) },
        }
      : {}),
    ...(lost ? { lost: { probability: lost } } : {}),
  };
}

/** Plans to start from, each by what it is called. */
export const PRESETS: readonly { readonly name: string; readonly plan: FaultPlan }[] = [
  {
    name: 'Twilio’s REST API fails once with 503',
    plan: { rest: { probability: 1, failWith: 503, times: 1 } },
  },
  { name: 'The processor does not respond', plan: { connector: { failTimes: 6, failWith: 'timeout' } } },
  {
    name: 'Every callback arrives twice',
    plan: {
      callbacks: { duplicated: { probability: 1 } },
      statusCallbacks: { duplicated: { probability: 1 } },
    },
  },
  {
    name: 'Half of the payment callbacks are late',
    plan: { callbacks: { late: { probability: 0.5, milliseconds: 2000 } } },
  },
  { name: 'Sync is down', plan: { syncDown: true } },
];

const text = (value: number | string | undefined) => (value === undefined ? '' : String(value));
const rounded = (value: number) => String(Math.round(value * 1000) / 1000);
const percentText = (share: number | undefined) => (share ? rounded(share * 100) : '');
const secondsText = (milliseconds: number | undefined) => (milliseconds ? rounded(milliseconds / 1000) : '');
const numberOf = (value: string) => Number(value) || 0;
const shareOf = (percent: string) => numberOf(percent) / 100;
const millisecondsOf = (seconds: string) => Math.round(numberOf(seconds) * 1000);
const statusOrWord = (value: string) => (/^\d+$/.test(value) ? Number(value) : value);
