import { createHash } from 'node:crypto';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Finding } from '../campaign.ts';
import type { Agent } from '../stack/agent.ts';
import type { TappedCallback } from '../stack/callback-tap.ts';
import { createTrailReader, type StoredEvent } from '../stack/read-trail.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { brokenAt, expectedOf } from './reference.ts';

export interface DrivenSession {
  readonly paySid: string;
  readonly order: string;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly acknowledged: number;
  readonly events: number;
  /** Sync documents that do not show the final state; the desk sees it by polling the API. */
  readonly documentsBehind: number;
  readonly states: readonly string[];
}

/** Checks every session of a phase against the invariants, after its faults have ended. */
export async function judge(
  stack: ProveStack,
  supervisor: Agent,
  sessions: readonly DrivenSession[],
  phase: string,
): Promise<Verdict> {
  const trails = createTrailReader(stack.app().databaseEndpoint);
  const tapped = groupBySession(stack.callbacks.list());
  const findings: Finding[] = [];
  const totals = { acknowledged: 0, events: 0, documentsBehind: 0 };
  const states: string[] = [];
  for (const { paySid, order } of sessions) {
    const find = (claim: string, what: string) =>
      findings.push({ claim, what, where: `${phase}, ${paySid}` });
    const events = await trails.read(paySid);
    const callbacks = (tapped.get(paySid) ?? []).filter(
      ({ parameters }) => parameters.PartialResult !== 'true',
    );
    const acknowledged = callbacks.filter(({ status }) => status === 204);
    totals.acknowledged += acknowledged.length;
    totals.events += events.length;

    for (const problem of missingOrRepeated(events, acknowledged)) {
      find('every acknowledged callback is in the trail exactly once', problem);
    }
    const broken = brokenAt(events);
    if (broken !== undefined) find('the chain verifies', `Event ${broken} of ${events.length} does not fit.`);

    const { status, body } = await supervisor.get(`/paySessions/${paySid}`);
    if (status !== 200) {
      find('the desk can read the session', `GET returns ${status}.`);
      continue;
    }
    states.push(body.state);
    if (!body.trail.verified) find('the chain verifies', 'The record says that it does not.');
    const inTrail = new Set(events.flatMap(({ token }) => token ?? []));
    const recorded = callbacks.filter(
      (callback) => callback.status === 204 || inTrail.has(tokenOf(callback) ?? ''),
    );
    const expected = expectedOf(
      recorded.map(({ parameters }) => parameters),
      isSubmitted(events),
    );
    if (!expected.states.includes(body.state)) {
      find(
        'the state is the reference reducer’s',
        `It is ${body.state}, expected ${expected.states.join(' or ')}.`,
      );
    }
    if (expected.confirmationCode && body.confirmationCode !== expected.confirmationCode) {
      find('the state is the reference reducer’s', 'The confirmation code is a different one.');
    }
    if (expected.lastFour && !body.captured['payment-card-number']?.endsWith(expected.lastFour)) {
      find(
        'the state is the reference reducer’s',
        'The card number’s last four are not those of the charge.',
      );
    }

    const charges = stack.processor.ledger.filter(
      ({ description, approved }) => approved && description === order,
    );
    if (charges.length > 1)
      find('no double charge', `The ledger has ${charges.length} charges for one order.`);
    const admits = body.state === 'succeeded' || body.error?.code === 'result-unknown';
    if (charges.length === 1 && !admits) {
      find(
        'a charge is never reported as no charge',
        `The card was charged, the session says ${body.state}.`,
      );
    }
    const shown = await readDocument(stack, body.document);
    if (shown?.state !== body.state || shown.version < body.version) totals.documentsBehind += 1;
  }
  trails.close();
  return { findings, states, ...totals };
}

function missingOrRepeated(
  events: readonly StoredEvent[],
  acknowledged: readonly TappedCallback[],
): readonly string[] {
  const problems: string[] = [];
  const byToken = new Map<string, number>();
  for (const { token } of events) if (token) byToken.set(token, (byToken.get(token) ?? 0) + 1);
  for (const [, times] of byToken) if (times > 1) problems.push(`One is there ${times} times.`);
  for (const callback of acknowledged) {
    if (byToken.has(tokenOf(callback) ?? '')) continue;
    // Twilio may report one event twice under two tokens.
    const twin = acknowledged.some(
      (other) => other.body === callback.body && byToken.has(tokenOf(other) ?? ''),
    );
    if (!twin)
      problems.push(
        `One (${callback.parameters.Result ?? callback.parameters.Capture ?? 'start'}) is not there.`,
      );
  }
  return problems;
}

function isSubmitted(events: readonly StoredEvent[]): boolean {
  const refused = new Set(
    events.flatMap(({ type, request }) => (type === 'completeRefused' ? [request] : [])),
  );
  return events.some(({ type, sequence }) => type === 'completeRequested' && !refused.has(sequence));
}

/** The token as the trail stores it. */
function tokenOf({ headers }: TappedCallback): string | undefined {
  const token = headers['i-twilio-idempotency-token'];
  return token && createHash('sha256').update(token).digest('hex');
}

function groupBySession(callbacks: readonly TappedCallback[]): ReadonlyMap<string, TappedCallback[]> {
  const groups = new Map<string, TappedCallback[]>();
  for (const callback of callbacks) {
    if (!callback.path.endsWith('/statusCallback')) continue;
    const paySid = callback.parameters.Sid ?? '';
    const group = groups.get(paySid);
    if (group) group.push(callback);
    else groups.set(paySid, [callback]);
  }
  return groups;
}

async function readDocument(stack: ProveStack, name: string): Promise<PaySession | undefined> {
  const { apiKeySid, apiKeySecret, syncServiceSid } = stack.credentials;
  const response = await fetch(`${stack.simulatorUrl}/v1/Services/${syncServiceSid}/Documents/${name}`, {
    headers: { authorization: `Basic ${Buffer.from(`${apiKeySid}:${apiKeySecret}`).toString('base64')}` },
  });
  return response.ok ? ((await response.json()) as { data: PaySession }).data : undefined;
}
