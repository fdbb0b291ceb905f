import type { QueueView } from '#lambdas/contract/desk-api.ts';
import type { WaitingCall } from '#lambdas/stores/call-queue.ts';

export function queueView(line: readonly WaitingCall[], now: Date): QueueView {
  const [first] = line;
  return { waiting: line.length, at: now.toISOString(), ...(first ? { since: first.since } : {}) };
}
