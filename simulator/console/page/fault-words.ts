import type { CallbackFaults } from '../../services.ts';
import type { FaultPlan } from './wire.ts';

/** What the plan does, one sentence each; none when it does nothing. */
export function faultSentences({
  callbacks,
  statusCallbacks,
  connector,
  rest,
  syncDown,
  syncReordered,
}: FaultPlan): readonly string[] {
  return [
    ...callbackSentences('payment callbacks', callbacks),
    ...callbackSentences('status callbacks', statusCallbacks),
    ...connectorSentences(connector),
    ...(rest && rest.probability > 0 ? [restSentence(rest)] : []),
    ...(syncDown ? ['Sync is down: its sockets are closed and new ones refused.'] : []),
    ...(syncReordered ? ['Changes of Sync objects overtake each other.'] : []),
  ];
}

function callbackSentences(which: string, faults: CallbackFaults = {}): readonly string[] {
  const { late, duplicated, reordered, lost } = faults;
  const happens = (probability: number | undefined, what: string) =>
    probability ? [`${share(probability)} ${which} ${what}.`] : [];
  return [
    ...happens(late?.probability, `arrive ${seconds(late?.milliseconds)} late`),
    ...happens(duplicated?.probability, 'arrive twice'),
    ...happens(reordered?.probability, `are overtaken within ${seconds(reordered?.windowMilliseconds)}`),
    ...happens(lost?.probability, 'are lost'),
  ];
}

function connectorSentences({
  delayMilliseconds,
  failTimes,
  failWith,
}: FaultPlan['connector'] = {}): readonly string[] {
  return [
    ...(delayMilliseconds ? [`The processor takes ${seconds(delayMilliseconds)} longer to respond.`] : []),
    ...(failTimes
      ? [`Requests to the processor ${failures(failWith ?? 'timeout')}, ${times(failTimes)} at most.`]
      : []),
  ];
}

function restSentence(rest: NonNullable<FaultPlan['rest']>): string {
  const { probability, failWith, retryAfterSeconds, afterEffect, operations, times: most } = rest;
  const which = operations?.length ? `REST requests of ${operations.join(', ')}` : 'REST requests';
  const limits = [
    ...(afterEffect ? ['after they took effect'] : []),
    ...(failWith === 429 && retryAfterSeconds
      ? [`with Retry-After of ${seconds(retryAfterSeconds * 1000)}`]
      : []),
    ...(most ? [`${times(most)} at most`] : []),
  ];
  return [`${share(probability)} ${which} ${failures(failWith)}`, ...limits].join(', ').concat('.');
}

/** How many of them: `Half of the`, `All`, `30% of the`. */
function share(probability: number): string {
  if (probability >= 1) return 'All';
  if (probability === 0.5) return 'Half of the';
  return `${Math.round(probability * 1000) / 10}% of the`;
}

function seconds(milliseconds = 0): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function failures(failWith: string | number): string {
  if (failWith === 'timeout') return 'get no response';
  if (failWith === 'reset') return 'lose their connection';
  if (failWith === 'malformed') return 'get a response that is not JSON';
  return `fail with HTTP ${failWith}`;
}
