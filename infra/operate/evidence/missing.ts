/** What an assessor asks for that no program can collect here: a person has to add it. */
export interface MissingItem {
  readonly requirements: readonly string[];
  readonly item: string;
  /** Where it comes from. */
  readonly from: string;
}

export const MISSING: readonly MissingItem[] = [
  {
    requirements: ['1.2.4', '12.5.2'],
    item: 'the scope of the assessment, confirmed for this year, with networks and machines around this stack',
    from: 'docs/pci-scope.md to begin with; your assessor',
  },
  {
    requirements: ['3.2.1'],
    item: 'the quarterly check that expired data is gone',
    from: 'npm run audit:verify counts what has expired; who looked, and when',
  },
  {
    requirements: ['5.2.1', '5.3.1'],
    item: 'protection of agents’ machines against malware',
    from: 'your device management',
  },
  {
    requirements: ['6.3.1', '6.3.3'],
    item: 'known vulnerabilities of the listed software, and when they were mended',
    from: 'your scanner over software/*.cdx.json, npm audit',
  },
  {
    requirements: ['6.5.1'],
    item: 'reviews and approvals of changes',
    from: 'pull requests, npm run diff, the deployment workflow',
  },
  {
    requirements: ['7.2.4', '8.2.5'],
    item: 'who is in the user pool and in the account, reviewed in the last six months',
    from: 'Cognito users and groups, IAM users and roles, with dates',
  },
  { requirements: ['9.2.1', '9.4.1'], item: 'access to buildings and floors', from: 'your offices' },
  {
    requirements: ['10.4.1', '10.4.2', '10.4.3', '10.7.3'],
    item: 'what alarms rang and what was done about each',
    from: 'the history of the alarms, your tickets',
  },
  {
    requirements: ['10.6.2'],
    item: 'how the clocks of AWS are kept right',
    from: 'attestation of compliance of AWS',
  },
  {
    requirements: ['11.3.1', '11.3.2'],
    item: 'vulnerability scans, inside and by an approved vendor',
    from: 'your scanner, the vendor',
  },
  { requirements: ['11.4.1', '11.4.3'], item: 'a penetration test', from: 'whoever you ask to do one' },
  {
    requirements: ['11.5.2'],
    item: 'that the deployed stack is still this template and these bundles',
    from: 'npm run diff, cdk drift, CodeSha256 of the functions',
  },
  {
    requirements: ['12.1.1', '12.3.1', '12.6.1'],
    item: 'policies, targeted risk analyses, training',
    from: 'your organisation',
  },
  {
    requirements: ['12.8.2', '12.8.4', '12.8.5'],
    item: 'attestations of AWS, Twilio and the processor, and who answers for what',
    from: 'AWS Artifact, Twilio, the processor; the table in docs/pci-scope.md',
  },
  {
    requirements: ['12.10.1', '12.10.2'],
    item: 'an incident plan, tried in the last year',
    from: 'your organisation; docs/runbook.md',
  },
  {
    requirements: ['12.4.2'],
    item: 'who collected this evidence, who read it, and when',
    from: 'whoever hands it over',
  },
];
