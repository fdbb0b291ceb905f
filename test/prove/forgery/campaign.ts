import { ensurePage } from '#local/desk/build-page.ts';
import type { Campaign, Finding } from '../campaign.ts';
import type { Random } from '../random.ts';
import type { Attempt } from './attempt.ts';
import { ABUSED_BODIES } from './bodies.ts';
import { CONNECTOR } from './connector.ts';
import { FLOODS } from './floods.ts';
import { HOSTS_AND_ORIGINS } from './hosts.ts';
import { OTHERS_PROPERTY } from './others-property.ts';
import { PAGE_ATTACKS } from './page-attacks.ts';
import { PANEL_CONTROLS, PANELS } from './panels.ts';
import { PATHS_AND_HEADERS } from './paths-and-headers.ts';
import { SIGN_IN_REDIRECTS } from './sign-in-redirects.ts';
import { RESERVED_NAMES, SIGN_IN_TOKENS, TOKEN_CONTROL } from './sign-in-tokens.ts';
import { SIGNATURE_CONTROLS, SIGNATURES } from './signatures.ts';
import { STAND_IN } from './stand-in.ts';
import { readPayments, stateReader } from './stored-state.ts';
import { openTarget, type Target } from './target.ts';
import { WRONG_ROLES } from './wrong-roles.ts';

/** Every attempt. The controls come last, because they change the stored state. */
export const ATTEMPTS: readonly Attempt[] = [
  ...SIGNATURES,
  ...SIGN_IN_TOKENS,
  ...RESERVED_NAMES,
  ...WRONG_ROLES,
  ...OTHERS_PROPERTY,
  ...PANELS,
  ...CONNECTOR,
  ...ABUSED_BODIES,
  ...PATHS_AND_HEADERS,
  ...HOSTS_AND_ORIGINS,
  ...STAND_IN,
  ...PAGE_ATTACKS,
  ...FLOODS,
  ...SIGN_IN_REDIRECTS,
  TOKEN_CONTROL,
  ...PANEL_CONTROLS,
  ...SIGNATURE_CONTROLS,
];

/** Tries every known way into a running stack, and checks after each attempt whether the stored state has changed. */
export const forgery: Campaign = {
  name: 'forgery',
  title: 'Forgery and abuse',
  claim: 'Every request that must not be trusted is refused with the contract’s error and changes nothing.',
  weight: 1,
  async run({ startStack, log, random, short }) {
    const target = await openTarget(await startStack({ pageDirectory: await ensurePage() }));
    const rows: [string, string, string, string][] = [];
    const findings: Finding[] = [];
    const readState = stateReader(target);
    let before = await settledState(target, readState);
    for (const attempt of short ? someOf(ATTEMPTS, random) : ATTEMPTS) {
      const outcome = await outcomeOf(attempt, target);
      const after = attempt.control ? await settledState(target, readState) : await readState();
      const changed = after !== before;
      before = after;
      rows.push([attempt.family, attempt.name, outcome, changed ? 'changed' : 'unchanged']);
      const where = `${attempt.family}: ${attempt.name}`;
      if (![attempt.expected].flat().includes(outcome)) {
        const what = `Returned "${outcome}" instead of "${[attempt.expected].flat().join('" or "')}".`;
        findings.push({ claim: 'refused with the contract’s error', what, where });
      }
      if (changed !== (attempt.control ?? false)) {
        const what = changed
          ? 'The stored state has changed.'
          : 'A control changed nothing, so a refusal proves nothing.';
        findings.push({ claim: 'no state changed', what, where });
      }
    }
    if ((await stateReader(target)()) !== before) {
      findings.push({ claim: 'no state changed', what: 'It has changed, and no write went by the proxy.' });
    }
    await target.close();
    const families = [...new Set(rows.map(([family]) => family))];
    const countOf = (family: string) => rows.filter(([each]) => each === family).length;
    log(`${rows.length} attempts, ${findings.length} findings`);
    return {
      counters: {
        attempts: rows.length,
        ...Object.fromEntries(families.map((family) => [family, countOf(family)])),
      },
      findings,
      tables: [{ title: 'Attempts', columns: ['family', 'attempt', 'outcome', 'stored state'], rows }],
    };
  },
};

/**
 * An accepted request has consequences, such as callbacks: this waits for the last one. Then it reads every payment,
 * because a reader brings the lists up to date, which is no change of what is recorded.
 */
async function settledState(target: Target, readState: () => Promise<string>): Promise<string> {
  await stillState(readState);
  await readPayments(target);
  return stillState(readState);
}

async function stillState(readState: () => Promise<string>): Promise<string> {
  for (let state = await readState(), since = Date.now(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const next = await readState();
    if (next !== state) [state, since] = [next, Date.now()];
    else if (Date.now() - since > 500) return state;
  }
}

/** Every trick once, at a random endpoint. */
function someOf(attempts: readonly Attempt[], random: Random): readonly Attempt[] {
  const byTrick = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const trick = attempt.control ? attempt.name : `${attempt.family} ${attempt.name.split(': ').at(-1)}`;
    byTrick.set(trick, [...(byTrick.get(trick) ?? []), attempt]);
  }
  const picked = new Set([...byTrick.values()].map((alike) => random.pick(alike)));
  return attempts.filter((attempt) => picked.has(attempt));
}

/** A request that fails to be sent counts as an outcome of its own, which no attempt expects. */
async function outcomeOf(attempt: Attempt, target: Target): Promise<string> {
  try {
    return await attempt.run(target);
  } catch (error) {
    return `failed to try: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`;
  }
}
