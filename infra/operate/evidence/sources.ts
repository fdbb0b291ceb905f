import type { NoLog } from '../audit/open-log.ts';
import type { Commit } from './commit.ts';
import type { Control } from './control.ts';
import type { MutationReport } from './mutation-report.ts';
import type { BundledModules } from './software.ts';
import type { TemplateEvidence } from './template.ts';
import type { TestResults } from './test-results.ts';

/** Everything the evidence is made of. */
export interface EvidenceSources {
  /** The repository's root. */
  readonly root: string;
  readonly controls: readonly Control[];
  readonly commit: Commit;
  /** Name and version of what was used, npm's packages and Node. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whose settings the template is made by, when a stage was named. */
  readonly stage?: { readonly name: string; readonly account: string; readonly region: string };
  readonly template: TemplateEvidence;
  readonly modules: BundledModules;
  readonly tests: TestResults;
  /** Absent when nobody ran the mutations. */
  readonly mutations?: MutationReport;
  /** The log outside the tables, or why nothing of it is here. */
  readonly log: LogEvidence | NoLog;
  /** When it was collected, ISO 8601: the only thing in which two of the same commit differ. */
  readonly at: string;
}

export interface LogEvidence {
  /** The key by which checkpoints are checked (C2SP signed-note). */
  readonly verifierKey: string;
  /** The newest checkpoint, a signed note; absent while there is none. */
  readonly checkpoint?: string;
  /** Whether that key signed the checkpoint. */
  readonly isSigned?: boolean;
}
