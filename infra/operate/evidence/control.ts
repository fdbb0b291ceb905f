/**
 * One thing we do because of a requirement, and everything by which somebody else can see that we do. Files are named from
 * the repository's root.
 */
export interface Control {
  /** Numbers of PCI DSS v4.0.1. */
  readonly requirements: readonly string[];
  /** What they ask, in a few words of our own: check the standard before you quote it. */
  readonly gist: string;
  /** What we do, in one sentence. */
  readonly does: string;
  /** Why it is done this way: a file under docs/. */
  readonly reasons?: string;
  /** Where it is done: at least one of its mutations is in each of these files. */
  readonly places: readonly Place[];
  /** Test files. */
  readonly tests: readonly string[];
  /** `check` of entries in test/security/mutate/mutations.ts: each breaks it, and a test must notice. */
  readonly mutations: readonly string[];
  /** Ids of rules in infra/rules/, which look at the template. */
  readonly rules?: readonly string[];
  readonly artefacts: readonly ArtefactName[];
}

/** A place in a file, by a text that occurs in it once: a line that has moved is still found. */
export interface Place {
  readonly file: string;
  readonly quote: string;
}

/** Files of the evidence, by what they are called in the table of controls. */
export const ARTEFACTS = {
  permissions: 'access/permissions.md',
  tables: 'template/tables.json',
  keys: 'template/keys.json',
  buckets: 'template/buckets.json',
  logs: 'template/logs.json',
  alarms: 'template/alarms.json',
  api: 'template/api.json',
  site: 'template/site.json',
  firewall: 'template/firewall.json',
  signIn: 'template/sign-in.json',
  rules: 'template/rules.csv',
  golden: 'template/golden-dev.json',
  handlers: 'software/handlers.cdx.json',
  page: 'software/page.cdx.json',
  licences: 'software/licences.csv',
  proved: 'reports/prove-report.md',
  mutations: 'reports/mutations.csv',
  tests: 'reports/tests.csv',
  dataFlow: 'data-flow/data-flow.md',
} as const;

export type ArtefactName = keyof typeof ARTEFACTS;
