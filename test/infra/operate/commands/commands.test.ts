import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adopt } from '#infra/operate/commands/adopt.ts';
import { deploy } from '#infra/operate/commands/deploy.ts';
import { destroy } from '#infra/operate/commands/destroy.ts';
import { diff } from '#infra/operate/commands/diff.ts';
import { CommandError, type FoundTable, type Surroundings } from '#infra/operate/commands/surroundings.ts';
import type { Settings } from '#infra/read-settings.ts';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';
import { headingsNamedIn, runbookHeadings } from '#test/support/runbook.ts';
import { sealedLog } from '#test/support/sealed-log.ts';
import { synthTemplate } from '#test/support/synth-stack.ts';

const NUMBER = '+14155550100';
const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:agent-assist-pay/dev/twilio-AbCdEf';
const NAME = 'agent-assist-pay/dev/twilio';

const STREAM = 'arn:aws:dynamodb:us-east-1:111122223333:table/audit/stream/2026-11-29T00:00:00.000';
const ROLES = ['start', 'sweep'].map((name) => `arn:aws:iam::111122223333:role/${name}`);

const OUTPUTS = {
  PublicBaseUrl: 'http://127.0.0.1:9/api',
  DeskUrl: 'http://127.0.0.1:9/',
  TwimlAppSid: 'AP',
  SyncServiceSid: 'IS',
  PayConnectorSteps: '1. first 2. second',
};

let simulator: Simulator;
let outputs: Record<string, string> | undefined;
let secrets: Map<string, { value: string; deleted: boolean }>;
let ran: { line: string; environment: Readonly<Record<string, string>> }[];
let printed: string[];
let unprotected: string[];
let concurrency: { limit: number; unreserved: number };
let tables: Map<string, FoundTable>;
let changed: string[];
let removedBuckets: string[];

beforeEach(async () => {
  simulator = await createSimulator({ port: 0, phoneNumbers: [{ phoneNumber: NUMBER, voiceUrl: '' }] });
  secrets = new Map();
  ran = [];
  printed = [];
  unprotected = [];
  concurrency = { limit: 1_000, unreserved: 1_000 };
  tables = new Map();
  changed = [];
  removedBuckets = [];
  outputs = OUTPUTS;
});
afterEach(() => simulator.close());

describe('npm run deploy', () => {
  it('writes the secret, builds, deploys with its ARN, and checks the result', async () => {
    await deploy(surroundings());

    expect(ran.map(({ line }) => line)).toEqual([
      'npm run build',
      expect.stringContaining('cdk synth'),
      expect.stringContaining('cdk deploy agent-assist-pay-dev --app cdk.out --exclusively'),
    ]);
    expect(ran[2]?.environment).toMatchObject({
      STAGE: 'dev',
      TWILIO_SECRET_ARN: ARN,
      TWILIO_SECRET_VERSION: 'version-7',
      AWS_ACCOUNT: '111122223333',
      VALIDATE_TEMPLATE: 'on',
    });
    expect(JSON.parse(secrets.get(NAME)?.value ?? '')).toMatchObject({
      authTokens: [simulator.account.authToken],
      connectorUsername: 'twilio',
    });
    expect(printed.join('\n')).toMatch(/Pay Connector, once:\n +1\. first\n +2\. second/);
    expect(printed.join('\n')).toMatch(/checks failed/); // there is no real deployment
  });

  it.each<[string, Settings, readonly string[]]>([
    [
      'says how many mails Cognito sends itself',
      {},
      [
        'First user aws cognito-idp admin-create-user --region us-east-1 --user-pool-id us-east-1_Ab1 --username NAME --user-attributes Name=email,Value=ADDRESS Name=email_verified,Value=true --desired-delivery-mediums EMAIL',
        '           aws cognito-idp admin-add-user-to-group --region us-east-1 --user-pool-id us-east-1_Ab1 --username NAME --group-name agent',
        '           Cognito itself sends 50 mails a day at most. For more set SIGN_IN_MAIL_FROM.',
        'By hand    the Pay Connector, once:',
      ],
    ],
    [
      'says no limit of its own with SES',
      { SIGN_IN_MAIL_FROM: 'desk@example.com' },
      [
        expect.stringMatching(/^First user aws cognito-idp admin-create-user /) as unknown as string,
        expect.stringMatching(/^ +aws cognito-idp admin-add-user-to-group /) as unknown as string,
        'By hand    the Pay Connector, once:',
      ],
    ],
    [
      'makes nobody where the company signs in',
      { SAML_METADATA_URL: 'https://idp.example.com/metadata' },
      [
        `First user signs in to the desk with the company's account. It lets in who is in the company's group "agent" or "supervisor" (AGENT_GROUP, SUPERVISOR_GROUP), as listed in "groups" (COMPANY_GROUPS).`,
        'By hand    the Pay Connector, once:',
      ],
    ],
  ])('prints the commands for the first user, and %s', async (_, more, lines) => {
    outputs = { ...OUTPUTS, UserPoolId: 'us-east-1_Ab1' };
    await deploy(surroundings(more));

    const first = printed.findIndex((line) => line.startsWith('First user'));
    expect(printed.slice(first, first + lines.length)).toEqual(lines);
  });

  it('deploys three stacks outside us-east-1, the firewall first, and watches alarms in the main one only', async () => {
    outputs = { ...OUTPUTS, UndoingAlarms: 'arn:1,arn:2' };
    await deploy(surroundings({ AWS_REGION: 'eu-west-1' }));

    expect(ran.slice(2).map(({ line }) => line.replace(/ --no-notices$/, ''))).toEqual([
      expect.stringMatching(/cdk deploy agent-assist-pay-dev-eu-west-1-edge .*never$/),
      expect.stringMatching(/cdk deploy agent-assist-pay-dev .*-arns arn:1 .*-arns arn:2 .*-minutes 0$/),
      expect.stringMatching(/cdk deploy agent-assist-pay-dev-eu-west-1-edge-log .*never$/),
    ]);
  });

  it('has CloudFormation undo an update of prod when an alarm rings, also for a while after it', async () => {
    outputs = { ...OUTPUTS, UndoingAlarms: 'arn:1' };
    await deploy(surroundings({ STAGE: 'prod', ALARM_EMAIL: 'nobody' }));

    expect(ran.at(-1)?.line).toContain('--rollback-trigger-alarm-arns arn:1 --monitoring-time-minutes 10');
  });

  it('lets an update that mends an alarm pass when asked to', async () => {
    outputs = { ...OUTPUTS, UndoingAlarms: 'arn:1' };
    await deploy(surroundings({}, ['--despite-alarms', 'true']));

    expect(ran.at(-1)?.line).toMatch(/--rollback-trigger-alarm-arns none/);
  });

  it('says when an adopted table has to be told which functions append', async () => {
    await deploy(surroundings());
    expect(printed.join('\n')).not.toContain('npm run adopt');
    await deploy(surroundings({ AUDIT_TABLE_NAME: 'audit', AUDIT_TABLE_STREAM_ARN: STREAM }));
    expect(printed.join('\n')).toMatch(/^Adopted +run npm run adopt/m);
  });

  it('watches nothing when a stage is deployed for the first time', async () => {
    outputs = undefined;
    await deploy(surroundings()).catch(() => undefined);

    expect(ran.at(-1)?.line).not.toContain('alarm');
  });

  it('says that nothing was changed when the template has faults', async () => {
    const failing = {
      ...surroundings(),
      run: async (_program: string, args: readonly string[]) => (args.includes('synth') ? 1 : 0),
    };

    await expect(deploy(failing)).rejects.toThrow(/template has faults. Nothing was changed/);
  });

  it('passes no credential to a program and prints none', async () => {
    await deploy(surroundings());

    const written = JSON.stringify(ran) + printed.join();
    const { connectorPassword } = JSON.parse(secrets.get(NAME)?.value ?? '');
    for (const secret of [simulator.account.authToken, connectorPassword])
      expect(written.includes(secret)).toBe(false);
  });

  it('puts a new auth token before the old one', async () => {
    secrets.set(NAME, { value: secretWith(['old']), deleted: false });
    await deploy(surroundings());

    expect(JSON.parse(secrets.get(NAME)?.value ?? '').authTokens).toEqual([
      simulator.account.authToken,
      'old',
    ]);
  });

  it('has CloudFormation mend what was changed by hand, once for each deployment', async () => {
    await deploy(surroundings());
    await deploy(surroundings());

    const [first, second] = ran.filter(({ line }) => line.includes('cdk deploy'));
    expect(printed.join('\n')).toMatch(/To mend +The TwiML app points at/);
    expect(first?.environment.MENDING).toMatch(/./);
    expect(second?.environment.MENDING).not.toBe(first?.environment.MENDING);
  });

  it.each<[string, string, RegExp]>([
    ['is deleted with the token still held', 'token', /what the stack made there is deleted/],
    ['may have to stay', 'another token', /may have to stay.*docs\/runbook\.md/],
  ])('says that what is in the former account %s', async (_what, held, said) => {
    const account = { accountSid: `AC${'7'.repeat(32)}`, authToken: 'token', apiKeys: [] };
    const former = await createSimulator({ port: 0, account, phoneNumbers: [] });
    outputs = { ...OUTPUTS, TwilioAccountSid: account.accountSid };
    secrets.set(NAME, { value: secretWith([held]), deleted: false });
    const reach: typeof fetch = (address, init) =>
      String(address).includes(account.accountSid)
        ? fetch(String(address).replace(simulator.url, former.url), init)
        : fetch(address, init);

    await deploy({ ...surroundings(), fetch: reach });
    await former.close();

    expect(printed.join('\n')).toMatch(said);
    expect(ran.at(-1)?.environment).not.toHaveProperty('MENDING');
    for (const heading of headingsNamedIn(printed.filter((line) => said.test(line)).join()))
      expect(runbookHeadings()).toContain(heading);
  });

  it('has nothing mended at the first deployment', async () => {
    outputs = undefined;
    await deploy(surroundings()).catch(() => undefined);
    expect(ran.at(-1)?.environment).not.toHaveProperty('MENDING');
  });

  it('restores a secret that was marked for deletion', async () => {
    secrets.set(NAME, { value: secretWith([simulator.account.authToken]), deleted: true });
    await deploy(surroundings({ TWILIO_AUTH_TOKEN: undefined }));

    expect(secrets.get(NAME)?.deleted).toBe(false);
  });

  it('names the heading of the runbook that shows a complete secret when the secret is incomplete', async () => {
    secrets.set(NAME, { value: '{}', deleted: false });
    const failure = await deploy(surroundings()).catch((error: unknown) => error);

    expect(headingsNamedIn(String(failure))).toEqual(['The Twilio secret']);
    expect(runbookHeadings()).toContain('The Twilio secret');
    expect(ran).toEqual([]);
  });

  it.each<[string, Settings, RegExp]>([
    [
      'no settings',
      { TWILIO_ACCOUNT_SID: undefined, PHONE_NUMBER: undefined, PAY_CONNECTOR_NAME: undefined },
      /TWILIO_ACCOUNT_SID[\s\S]*PHONE_NUMBER[\s\S]*PAY_CONNECTOR_NAME/,
    ],
    ['no auth token and no secret', { TWILIO_AUTH_TOKEN: undefined }, /TWILIO_AUTH_TOKEN is missing/],
    ['a wrong auth token', { TWILIO_AUTH_TOKEN: 'wrong' }, /refused the credentials/],
    ["somebody else's number", { PHONE_NUMBER: '+14155550199' }, /no such number/],
    [
      'the stand-in processor in prod',
      { STAGE: 'prod', MOCK_PROCESSOR: 'on' },
      /MOCK_PROCESSOR must be off in prod/,
    ],
    ['nobody to alarm in prod', { STAGE: 'prod' }, /ALARM_EMAIL is missing\. In prod .*nobody/],
  ])('stops before it deploys anything with %s', async (_what, settings, message) => {
    await expect(deploy(surroundings(settings))).rejects.toThrow(message);
    expect(ran).toEqual([]);
  });

  it('stops before it deploys anything when the account cannot reserve capacity for callbacks', async () => {
    concurrency = { limit: 1_000, unreserved: 300 };

    await expect(deploy(surroundings({ RESERVED_CONCURRENCY: 'on' }))).rejects.toThrow(
      /1000 functions at once in us-east-1, 300 of them not reserved.*needs 391 more.*RESERVED_CONCURRENCY=off/,
    );
    expect(ran).toEqual([]);
    await deploy(surroundings({ RESERVED_CONCURRENCY: 'off' }));
    expect(ran).toHaveLength(3);
  });

  it('counts what the stage itself has reserved already', async () => {
    concurrency = { limit: 700, unreserved: 109 };
    outputs = { ...OUTPUTS, ReservedConcurrency: '591' };

    await deploy(surroundings({ RESERVED_CONCURRENCY: 'on' }));
    expect(ran).toHaveLength(3);
  });

  it('names both regions that need bootstrapping when there are two', async () => {
    const failing = {
      ...surroundings({ AWS_REGION: 'eu-west-1' }),
      run: async (_program: string, args: readonly string[]) => (args.includes('deploy') ? 1 : 0),
    };

    await expect(deploy(failing)).rejects.toThrow(
      /aws:\/\/111122223333\/eu-west-1 aws:\/\/111122223333\/us-east-1/,
    );
  });

  it('says what to do when CloudFormation fails', async () => {
    const failing = {
      ...surroundings(),
      run: async (_program: string, args: readonly string[]) => (args.includes('deploy') ? 1 : 0),
    };

    await expect(deploy(failing)).rejects.toThrow(/cdk bootstrap aws:\/\/111122223333\/us-east-1/);
  });
});

describe('npm run diff', () => {
  it('compares the templates of a stage as deploy would make them, without reading its secret', async () => {
    secrets.set(NAME, { value: 'not to be read', deleted: false });
    const given = surroundings({ TWILIO_AUTH_TOKEN: undefined });
    const find = async () => {
      throw new Error('The secret was read.');
    };

    expect(await diff({ ...given, vault: { ...given.vault, find } })).toBe(0);
    expect(ran.map(({ line }) => line)).toEqual([
      'npm run build',
      'npx cdk diff --all --method=template --no-notices',
    ]);
    expect(ran[1]?.environment).toMatchObject({
      STAGE: 'dev',
      TWILIO_SECRET_ARN: ARN,
      TWILIO_SECRET_VERSION: 'version-7',
    });
  });

  it('says so when the stage was never deployed', async () => {
    await expect(diff(surroundings())).rejects.toThrow(/never deployed/);
    expect(ran).toEqual([]);
  });
});

describe('npm run adopt', () => {
  const RESTORED: FoundTable = {
    arn: 'arn:table/restored',
    keys: ['pk'],
    indexes: ['byMonth', 'byAgent', 'byCall', 'byReference', 'byTerm', 'byStatus'],
    keyArn: 'arn:key/former',
    isRecoverable: false,
    isProtected: false,
  };
  const STREAMED = { AUDIT_TABLE_NAME: 'audit', AUDIT_TABLE_STREAM_ARN: STREAM };
  const BOTH = { AUDIT_TABLE_NAME: 'audit', SESSIONS_TABLE_NAME: 'sessions' };
  const PROD = { STAGE: 'prod', ALARM_EMAIL: 'nobody' };
  beforeEach(() => {
    outputs = { ...OUTPUTS, DataKey: 'arn:key/own', AuditAppenders: ROLES.join() };
    tables.set('audit', { ...RESTORED, keys: ['paySid', 'sequence'], indexes: [], keyArn: 'arn:key/own' });
    tables.set('sessions', RESTORED);
  });

  it('gives restored tables what the restore left out, and nothing else', async () => {
    expect(await adopt(surroundings({ ...PROD, ...BOTH }))).toBe(0);

    expect(changed).toEqual([
      'makeRecoverable audit',
      'protect audit',
      'stream audit',
      expect.stringMatching(/^attachPolicy arn:table\/restored /),
      'encrypt sessions arn:key/own',
      'makeRecoverable sessions',
      'expireBy sessions expiresAtSeconds',
      'protect sessions',
    ]);
    const policy = changed.find((line) => line.startsWith('attachPolicy'))?.replace(/^\S+ \S+ /, '') ?? '';
    expect(JSON.parse(policy).Statement).toEqual([
      {
        Sid: 'NobodyChangesAnEvent',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: expect.arrayContaining(['dynamodb:UpdateItem', 'dynamodb:DeleteItem']),
        Resource: 'arn:table/restored',
      },
      {
        Sid: 'OnlyTheseAdd',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['dynamodb:PutItem', 'dynamodb:PartiQLInsert'],
        Resource: 'arn:table/restored',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLES } },
      },
    ]);
    expect(printed).toContain(`Set AUDIT_TABLE_STREAM_ARN=${STREAM}`);
    expect(printed).toContain("audit  has the stage's key");
    expect(printed).toContain("sessions  now has the stage's key");
  });

  it('switches the stream on where the stage was adopted before it said who appends, and restricts that later', async () => {
    const { AuditAppenders: _, ...former } = outputs ?? {};
    outputs = former;
    const settings = { ...PROD, AUDIT_TABLE_NAME: 'audit' };
    await adopt(surroundings(settings));
    const policy = changed.find((line) => line.startsWith('attachPolicy'))?.replace(/^\S+ \S+ /, '') ?? '';
    expect(JSON.parse(policy).Statement).toEqual([expect.objectContaining({ Sid: 'NobodyChangesAnEvent' })]);
    expect(printed).toContain(`Set AUDIT_TABLE_STREAM_ARN=${STREAM}`);

    changed = [];
    tables.set('audit', { ...RESTORED, keys: ['paySid', 'sequence'], indexes: [], policy });
    await adopt(surroundings(settings));
    expect(changed.join()).not.toContain('attachPolicy');
    outputs = { ...former, AuditAppenders: ROLES.join() };
    await adopt(surroundings(settings));
    expect(changed.join()).toContain('OnlyTheseAdd');
  });

  it('lets a restored trail expire where the stage says when', async () => {
    await adopt(surroundings({ ...PROD, AUDIT_TABLE_NAME: 'audit', KEEP_TRAIL_MONTHS: '24' }));
    expect(changed).toContain('expireBy audit expiresAtSeconds');
  });

  it('only says what is there when nothing is missing', async () => {
    await adopt(surroundings({ ...PROD, AUDIT_TABLE_NAME: 'audit' }));
    const policy = changed.find((line) => line.startsWith('attachPolicy'))?.replace(/^\S+ \S+ /, '') ?? '';
    const whole = {
      ...RESTORED,
      keys: ['paySid', 'sequence'],
      isRecoverable: true,
      isProtected: true,
      streamArn: STREAM,
    };
    changed = [];
    printed = [];

    tables.set('audit', { ...whole, keyArn: 'arn:key/own', policy });
    await adopt(surroundings({ ...PROD, ...STREAMED }));
    expect(changed).toEqual([]);
    expect(printed.slice(0, -1)).toEqual(
      printed.slice(0, -1).filter((line) => line.startsWith('audit  has ')),
    );

    for (const weaker of [
      policy.replace('"dynamodb:BatchWriteItem",', ''),
      policy.replace('"dynamodb:PutItem",', ''),
      policy.replace(`"${ROLES[0]}",`, ''),
      policy.replace(`"${ROLES[0]}"`, `"${ROLES[0]}","arn:aws:iam::111122223333:role/former"`),
    ]) {
      changed = [];
      tables.set('audit', { ...whole, keyArn: 'arn:key/own', policy: weaker });
      await adopt(surroundings({ ...PROD, ...STREAMED }));
      expect(changed).toEqual([expect.stringMatching(/^attachPolicy/)]);
    }
  });

  it('protects no table of a stage that does not keep its data', async () => {
    await adopt(surroundings(BOTH));
    expect(changed.filter((line) => line.startsWith('protect'))).toEqual([]);
  });

  it.each<[string, Settings, Partial<FoundTable> | undefined, RegExp]>([
    ['no table is named', {}, {}, /set AUDIT_TABLE_NAME or SESSIONS_TABLE_NAME/],
    ['there is no such table', { SESSIONS_TABLE_NAME: 'other' }, {}, /other: this region has no such table/],
    ['it is another kind of table', BOTH, { keys: ['paySid', 'sequence'] }, /not a Sessions table/],
    [
      'an index was not restored',
      BOTH,
      { indexes: ['byMonth'] },
      /lacks byAgent, byCall, byReference, byTerm, byStatus/,
    ],
    ['the stage has no key', BOTH, undefined, /Deploy it once without/],
  ])('changes nothing when %s', async (_what, settings, found, message) => {
    if (found) tables.set('sessions', { ...RESTORED, ...found });
    else outputs = undefined;

    await expect(adopt(surroundings(settings))).rejects.toThrow(message);
    expect(changed).toEqual([]);
  });
});

describe('npm run destroy', () => {
  it('takes the stack down, then the secret', async () => {
    secrets.set(NAME, { value: secretWith(['token']), deleted: false });
    await destroy(surroundings());

    expect(ran.map(({ line }) => line)).toEqual([expect.stringContaining('cdk destroy --all --force')]);
    expect(secrets.get(NAME)?.deleted).toBe(true);
  });

  it('looks for the stack in the region it was deployed to, whatever region a profile names', async () => {
    await destroy(surroundings());
    await destroy(surroundings({ AWS_REGION: 'eu-west-1' }));

    expect(ran.map(({ environment }) => environment.AWS_REGION)).toEqual(['us-east-1', 'eu-west-1']);
  });

  it('tells the functions to leave Twilio alone, and lists what stays there', async () => {
    secrets.set(NAME, { value: secretWith(['token']), deleted: false });
    let told: unknown;
    const given = surroundings({}, ['--leave-twilio', 'true']);
    const run = async (...line: Parameters<Surroundings['run']>) => {
      told = JSON.parse(secrets.get(NAME)?.value ?? '').leaveTwilio;
      return given.run(...line);
    };
    const outOfReach = async () => {
      throw new Error('Twilio was asked.');
    };

    expect(await destroy({ ...given, run, fetch: outOfReach })).toBe(0);
    expect(told).toBe(true);
    expect(printed.join('\n')).toMatch(
      /Nothing was changed at Twilio.*TwiML app "agent-assist-pay dev 111122223333 us-east-1".*Sync.*API keys/s,
    );
    expect(printed.join()).not.toContain('previous settings');
  });

  it('lets neither a later destroy nor a later deployment leave Twilio alone', async () => {
    const left = JSON.stringify({ ...JSON.parse(secretWith(['token'])), leaveTwilio: true });
    secrets.set(NAME, { value: left, deleted: true });
    await destroy(surroundings());
    expect(secrets.get(NAME)).toEqual({ value: secretWith(['token']), deleted: true });

    secrets.set(NAME, { value: left, deleted: true });
    await deploy(surroundings({ TWILIO_AUTH_TOKEN: undefined })).catch(() => undefined);
    expect(secrets.get(NAME)).toEqual({ value: secretWith(['token']), deleted: false });
  });

  it('says truly what is kept and what is deleted', async () => {
    const template = synthTemplate();
    const logs = Object.entries(template.findResources('AWS::Logs::LogGroup'));
    const deleted = logs.flatMap(([id, { DeletionPolicy }]) => (DeletionPolicy === 'Delete' ? id : []));
    await destroy(surroundings({ STAGE: 'prod' }, ['--confirm', 'agent-assist-pay-prod']));

    expect(deleted.map((id) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'ApiFirewallFirewallLog',
      'EdgeFirewallFirewallLog',
      'PagesLog',
    ]);
    expect(printed.join('\n')).toContain('Deleted: the logs of both firewalls and of the page upload.');
    const others = logs.flatMap(([, { DeletionPolicy }]) => DeletionPolicy ?? 'Delete');
    expect(new Set(others)).toEqual(new Set(['Delete', 'Retain']));

    const dev = synthTemplate({ STAGE: 'dev' }).toJSON().Resources as Record<string, Record<string, unknown>>;
    const kept = Object.values(dev).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
    expect(new Set(kept.map(({ Type }) => Type))).toEqual(
      new Set(['AWS::ApiGateway::Account', 'AWS::IAM::Role', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy']),
    );
  });

  it('deletes the log of a stage without data once the stack is gone, and no other', async () => {
    outputs = { ...OUTPUTS, TlogBucket: 'log-bucket' };
    await expect(destroy({ ...surroundings(), run: async () => 1 })).rejects.toThrow(CommandError);
    await destroy(surroundings({ AUDIT_TABLE_NAME: 'audit' }));
    await destroy(surroundings({ STAGE: 'prod' }, ['--confirm', 'agent-assist-pay-prod']));
    expect(removedBuckets).toEqual([]);

    await destroy(surroundings());
    expect(removedBuckets).toEqual(['log-bucket']);
  });

  it('keeps the secret and names the bucket when the log cannot be deleted', async () => {
    outputs = { ...OUTPUTS, TlogBucket: 'log-bucket' };
    secrets.set(NAME, { value: secretWith(['token']), deleted: false });
    const remove = async () => {
      throw new Error('S3 refused to delete 2 versions.');
    };

    await expect(destroy({ ...surroundings(), buckets: { remove } })).rejects.toThrow(
      /refused to delete 2 versions\. .*s3:BypassGovernanceRetention.*log-bucket/,
    );
    expect(secrets.get(NAME)?.deleted).toBe(false);
  });

  it('keeps the secret when CloudFormation stops', async () => {
    secrets.set(NAME, { value: secretWith(['token']), deleted: false });

    await expect(destroy({ ...surroundings(), run: async () => 1 })).rejects.toThrow(CommandError);
    expect(secrets.get(NAME)?.deleted).toBe(false);
  });

  it('requires the name of a prod stack as confirmation', async () => {
    await expect(destroy(surroundings({ STAGE: 'prod' }))).rejects.toThrow(/--confirm agent-assist-pay-prod/);
    expect(ran).toEqual([]);

    await destroy(surroundings({ STAGE: 'prod' }, ['--confirm', 'agent-assist-pay-prod']));
    expect(unprotected).toEqual(['agent-assist-pay-prod']);
  });
});

function surroundings(settings: Settings = {}, options: readonly string[] = []): Surroundings {
  return {
    settings: {
      STAGE: 'dev',
      TWILIO_ACCOUNT_SID: simulator.account.accountSid,
      TWILIO_AUTH_TOKEN: simulator.account.authToken,
      PHONE_NUMBER: NUMBER,
      PAY_CONNECTOR_NAME: 'Default',
      ...settings,
    },
    options,
    vault: {
      describe: async () => (secrets.has(NAME) ? { arn: ARN, version: 'version-7' } : undefined),
      find: async (id) => {
        const held = secrets.get(id === ARN ? NAME : id);
        return held && { arn: ARN, ...held };
      },
      create: async (name, value) => {
        secrets.set(name, { value, deleted: false });
        return ARN;
      },
      write: async (_arn, value) => {
        secrets.set(NAME, { value, deleted: false });
      },
      restore: async () => mark(false),
      remove: async () => mark(true),
    },
    stacks: {
      outputs: async () => outputs,
      unprotect: async (name) => {
        unprotected.push(name);
      },
    },
    tables: {
      find: async (name) => tables.get(name),
      encrypt: change('encrypt'),
      makeRecoverable: change('makeRecoverable'),
      expireBy: change('expireBy'),
      protect: change('protect'),
      stream: async (name) => {
        changed.push(`stream ${name}`);
        const table = tables.get(name);
        if (table) tables.set(name, { ...table, streamArn: STREAM });
      },
      attachPolicy: change('attachPolicy'),
    },
    buckets: {
      remove: async (name) => {
        removedBuckets.push(name);
      },
    },
    log: () => sealedLog(),
    concurrency: async () => concurrency,
    run: async (program, args, environment) => {
      ran.push({ line: [program, ...args].join(' '), environment });
      return 0;
    },
    print: (line) => printed.push(line),
    fetch,
    hosts: { api: simulator.url, sync: simulator.url, marketplace: simulator.url },
  };
}

const change =
  (what: string) =>
  async (...given: readonly string[]) => {
    changed.push([what, ...given].join(' '));
  };

function mark(deleted: boolean): void {
  const held = secrets.get(NAME);
  if (held) secrets.set(NAME, { ...held, deleted });
}

function secretWith(authTokens: readonly string[]): string {
  return JSON.stringify({
    authTokens,
    apiKeySid: '',
    apiKeySecret: '',
    connectorUsername: 'twilio',
    connectorPassword: 'connector password',
  });
}
