import type { Random } from './random.ts';
import type { ProveStack, StackOptions } from './stack/start-stack.ts';

/** One line of attack on our claims. `npm run prove` runs every one in `campaigns.ts`. */
export interface Campaign {
  /** What `--campaign` takes: kebab-case. */
  readonly name: string;
  readonly title: string;
  /** The claim it tries to break, one sentence. */
  readonly claim: string;
  /** Its part of the minutes given, relative to the others'. */
  readonly weight: number;
  run(context: CampaignContext): Promise<CampaignResult>;
}

export interface CampaignContext {
  readonly seed: number;
  /** A stream of this campaign's own. */
  readonly random: Random;
  /** Milliseconds left of its share of the time. Stop starting new work when there are none. */
  remaining(): number;
  /** True where some dozens of cases must do: the run inside the test suite. */
  readonly short: boolean;
  /** Starts a stack in a process of its own. It is stopped and forgotten when the campaign ends, if not before. */
  startStack(options?: StackOptions): Promise<ProveStack>;
  /** One line of progress. Never a digit of a card. */
  log(line: string): void;
}

export interface CampaignResult {
  /** What was tried, in numbers: `{ sessions: 1000, callbacks: 31000 }`. */
  readonly counters: Readonly<Record<string, number>>;
  /** What broke a claim. Empty is the aim. */
  readonly findings: readonly Finding[];
  readonly tables?: readonly Table[];
  /** Things worth knowing that break no claim. */
  readonly notes?: readonly string[];
}

/** A broken claim. Names places and forms, never a value that must not be seen. */
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
