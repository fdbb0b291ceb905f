import type { Random } from './random.ts';
import type { ProveStack, StackOptions } from './stack/start-stack.ts';

/** One attack on our claims. `npm run prove` runs every campaign in `campaigns.ts`. */
export interface Campaign {
  /** The value for `--campaign`, in kebab-case. */
  readonly name: string;
  readonly title: string;
  /** The claim it tries to break, one sentence. */
  readonly claim: string;
  /** Its share of the minutes given, relative to the others. */
  readonly weight: number;
  run(context: CampaignContext): Promise<CampaignResult>;
}

export interface CampaignContext {
  readonly seed: number;
  /** A random stream of its own. */
  readonly random: Random;
  /** Milliseconds left of its share of the time. Start no new work when none are left. */
  remaining(): number;
  /** True when some dozens of cases are enough: in the test suite. */
  readonly short: boolean;
  /** Starts a stack in a process of its own. The end of the campaign stops it and deletes its data. */
  startStack(options?: StackOptions): Promise<ProveStack>;
  /** Prints one line of progress. Never pass a card digit. */
  log(line: string): void;
}

export interface CampaignResult {
  /** What was tried, in numbers: `{ sessions: 1000, callbacks: 31000 }`. */
  readonly counters: Readonly<Record<string, number>>;
  /** What broke a claim; empty is the goal. */
  readonly findings: readonly Finding[];
  readonly tables?: readonly Table[];
  /** Things worth knowing that break no claim. */
  readonly notes?: readonly string[];
}

/** A broken claim. Names places and forms, never a secret value. */
export interface Finding {
  /** The claim or invariant, in a few words. */
  readonly claim: string;
  /** What happened, one sentence. */
  readonly what: string;
  /** Where: a sink, an endpoint, a session. */
  readonly where?: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}
