import { MISSING } from './missing.ts';
import type { EvidenceSources } from './sources.ts';

/** What the folder is, what it shows and what it does not, for whoever opens it first. Without times. */
export function readMe(sources: EvidenceSources, gaps: readonly string[]): string {
  const { commit, versions, stage, tests, mutations, log } = sources;
  const facts: readonly (readonly [string, string])[] = [
    ['commit', commit.id || 'unknown'],
    ['files', commit.isChanged ? 'DIFFER from the commit' : 'as in the commit'],
    ...(stage
      ? ([
          ['stage', stage.name],
          ['account and region, from the settings', `${stage.account} ${stage.region}`],
        ] as const)
      : ([['template', 'of an imaginary prod: no stage was named, no account was asked']] as const)),
    ['test files with a result', String(tests.size)],
    ['mutations with a result', mutations ? String(mutations.mutations.length) : 'none: not run'],
    ['log outside the tables', logWords(log)],
    ...Object.entries(versions),
  ];
  return `# Evidence for an assessor

Collected by \`npm run evidence\` from the sources of agent-assist-pay. It says what was looked at and what was found there. It is
not a certificate, and nothing in it says that a requirement is met: an assessor decides that. Requirement numbers are those
of PCI DSS v4.0.1; what they ask is in our own words. Check the standard before you quote it.

${gaps.length === 0 ? 'Every row of index.csv that has a result has one that shows what it should.' : `**Not all of it shows what it should:**\n\n${gaps.map((gap) => `- ${gap}`).join('\n')}`}

| what | which |
| --- | --- |
${facts.map(([what, which]) => `| ${what} | ${which} |`).join('\n')}

## How to read it

\`index.csv\` has a row for each thing that shows a control: the line of source, a test and its result, the mutations that break
the control and whether a test noticed, the rule over the template, the file here. \`sha256\` is of that file, \`command\` is what
shows it again. The last column is when all of it was collected; it is the only thing in which two collections of the same
commit and the same log differ, with its sum, the signature and, if somebody else collects, the key.

\`sha256sum -c SHA256SUMS\` checks the files. \`SHA256SUMS.note\` holds the same sums, signed by whoever collected them (C2SP signed-note,
Ed25519); \`SHA256SUMS.pub\` is the key that checks it: compare it with the one they gave you another way. It is not the key of
the log, which signs checkpoints and nothing else: \`log/verifier-key.txt\` checks \`log/checkpoint\`. Compare that one, too.

## What it does not show

- That the requirements are met, or that these controls are enough for them.
- What is deployed. The template is made from the sources; somebody may have deployed other ones, or changed the stack since.
- How controls worked over a time. Tests, rules and mutations ran once, on one machine, at the time in index.csv.
- Anything of the processor, of Twilio, of AWS, of agents' machines, of the floor, of recordings.
- What is inside packages that are bundled by their makers: such a package is one line in the list of software.
- What a card number in disguise would look like: no file here holds one that the project's rule for free text finds.

## What a person has to add

| requirement | what | where it comes from | |
| --- | --- | --- | --- |
${MISSING.map(({ requirements, item, from }) => `| ${requirements.join(', ')} | ${item} | ${from} | MISSING |`).join('\n')}
`;
}

function logWords(log: EvidenceSources['log']): string {
  if ('missing' in log) return log.isFinding ? log.missing : 'none was found';
  return log.checkpoint === undefined
    ? 'its key, and no checkpoint yet'
    : 'its newest checkpoint and its key';
}
