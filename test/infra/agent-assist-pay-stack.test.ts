import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '#infra/add-stacks.ts';
import { readConfig } from '#infra/config.ts';
import { expiryOf } from '#infra/payment-store.ts';
import type { Settings } from '#infra/read-settings.ts';
import { MOCK_CONSENT } from '#infra/settings-schema.ts';
import { MOST_CLIENTS } from '#lambdas/contract/embed-clients.ts';
import { JOBS } from '#lambdas/contract/jobs.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { AUDIT_TABLE, TABLES } from '#lambdas/contract/tables.ts';
import { expectGolden } from '../support/golden.ts';
import { STUB_PAGES, synthTemplate, testApp } from '../support/synth-stack.ts';

const prod = synthTemplate();
const EMBEDDED = {
  EMBED_CLIENTS: 'acme=https://crm.example.com|https://help.example.com,other=https://other.example',
};
const TOLD = { WEBHOOKS: 'crm=https://crm.example.com/payments,erp=https://erp.example.com/hook' };
const dev = synthTemplate({ STAGE: 'dev', ...EMBEDDED, ...TOLD });

type Changed = { readonly Type: string };
/** Those of a stage without a stand-in processor, without the panel and without webhooks. */
const USUAL = ROUTES.filter(
  ({ auth, paths }) =>
    ['signIn', 'twilioSignature'].includes(auth.kind) && !paths[0].startsWith('/deliveries'),
);

type Properties = Readonly<Record<string, unknown>>;
const propertiesOf = (template: Template, type: string): Properties[] =>
  Object.values(template.findResources(type)).map(({ Properties: properties }) => properties);

describe('the stack', () => {
  it('matches the template a reviewer has read', () => {
    expectGolden(
      `${JSON.stringify(withoutHashes(dev.toJSON()), undefined, 1)}\n`,
      join(import.meta.dirname, 'golden', 'template.json'),
    );
  });

  it('publishes every route on every path, but the stand-in processor, the panel and deliveries only where they are on', () => {
    const paths = ROUTES.flatMap((route) => route.paths);

    dev.resourceCountIs('AWS::ApiGateway::Method', paths.length);
    prod.resourceCountIs('AWS::ApiGateway::Method', USUAL.flatMap((route) => route.paths).length);
    const described = propertiesOf(prod, 'AWS::Lambda::Function').map(({ Description }) => Description);
    expect(described).not.toContain('POST /mockPaymentProcessor');
  });

  it("requires a sign-in with the desk's scope on every route for people", () => {
    const methods = propertiesOf(dev, 'AWS::ApiGateway::Method');
    const scopes = methods.flatMap(({ AuthorizationType, AuthorizationScopes }) =>
      AuthorizationType === 'COGNITO_USER_POOLS' ? [JSON.stringify(AuthorizationScopes)] : [],
    );
    const routesOf = (kind: string) =>
      ROUTES.filter(({ auth }) => auth.kind === kind).flatMap((route) => route.paths);
    const expected = [
      ...routesOf('signIn').map(() => '["desk/use"]'),
      ...routesOf('client').map(() => '["desk/grant"]'),
    ];
    expect(scopes.sort()).toEqual(expected.sort());
  });

  it('has a bus, its archive and a signed way out only where others are told', () => {
    prod.resourceCountIs('AWS::Events::EventBus', 0);
    prod.resourceCountIs('AWS::SecretsManager::Secret', 0);
    const bus = synthTemplate({ EVENTS: 'on' });
    bus.resourceCountIs('AWS::Events::EventBus', 1);
    bus.hasResourceProperties('AWS::Events::Archive', { RetentionDays: 90 });
    bus.resourceCountIs('AWS::SQS::Queue', 0);

    const names = propertiesOf(dev, 'AWS::SecretsManager::Secret').map(({ Name }) => Name);
    expect(names).toEqual(['agent-assist-pay-dev/webhook/crm', 'agent-assist-pay-dev/webhook/erp']);
    dev.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['agent-assist-pay'] },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
    dev.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
  });

  it('has room for everything at once: CloudFormation takes 500 resources', () => {
    const clients = Array.from(
      { length: MOST_CLIENTS },
      (_, at) => `client-${at}=https://client-${at}.example`,
    );
    const everything = synthTemplate({
      EMBED_CLIENTS: clients.join(','),
      WEBHOOKS: 'crm=https://hooks.example.com/pay,erp=https://erp.example.com/hook',
      MOCK_PROCESSOR: MOCK_CONSENT,
      SAML_METADATA_URL: 'https://idp.example.com/metadata',
      COMPANY_GROUPS: 'memberOf',
      SITE_DOMAIN: 'pay.example.com',
      SITE_CERTIFICATE_ARN: 'arn:aws:acm:us-east-1:111122223333:certificate/0',
      BRAND_LOGO: 'web/public/favicon.svg',
    });
    // The page, its settings, and the picture.
    const uploads = propertiesOf(everything, 'Custom::CDKBucketDeployment');
    expect(uploads.map(({ SourceObjectKeys }) => (SourceObjectKeys as unknown[]).length).sort()).toEqual([
      1, 3,
    ]);
    expect(Object.keys(everything.toJSON().Resources).length).toBeLessThanOrEqual(500);
    const filters = propertiesOf(everything, 'AWS::Logs::MetricFilter').map(({ LogGroupName }) =>
      JSON.stringify(LogGroupName),
    );
    const most = Math.max(...[...new Set(filters)].map((log) => filters.filter((it) => it === log).length));
    expect(most).toBeLessThanOrEqual(100); // that a log takes
  });

  it('has all handlers write to one log, except the one that is sent cards', () => {
    const writers = Object.values(dev.findResources('AWS::IAM::ManagedPolicy')).flatMap(
      ({ Properties: it }) =>
        (it.PolicyDocument.Statement as Properties[]).filter(({ Action }) =>
          JSON.stringify(Action).includes('logs:PutLogEvents'),
        ),
    );
    const logs = writers.map(({ Resource }) => JSON.stringify(Resource));
    expect(logs).toHaveLength(ROUTES.length + JOBS.length - 1); // no company decides the groups
    const [shared, own, ...others] = [...new Set(logs)].map((log) => logs.filter((it) => it === log).length);
    expect([shared, own, others]).toEqual([logs.length - 1, 1, []]);
    expect(logs.filter((log) => log.includes('HandlersMockPaymentProcessorLog'))).toHaveLength(1);
  });

  it('gives each system that embeds the panel a sign-in of its own, for grants only', () => {
    const clients = propertiesOf(dev, 'AWS::Cognito::UserPoolClient');
    const systems = clients.filter(({ GenerateSecret }) => GenerateSecret === true);
    expect(systems.map(({ ClientName }) => ClientName).sort()).toEqual(['acme', 'other']);
    for (const { AllowedOAuthFlows, AllowedOAuthScopes, GenerateSecret } of systems) {
      expect([AllowedOAuthFlows, GenerateSecret]).toEqual([['client_credentials'], true]);
      expect(JSON.stringify(AllowedOAuthScopes)).toMatch(/^\[.*\/grant"\]\]\}\]$/);
    }
    const desk = clients.find((client) => !systems.includes(client));
    expect(JSON.stringify(desk)).not.toMatch(/grant"/);
    expect(JSON.stringify(prod.toJSON())).not.toContain('client_credentials');
  });

  it('never logs a request body', () => {
    const stages = propertiesOf(prod, 'AWS::ApiGateway::Stage');
    const text = JSON.stringify(stages);

    expect(text).toContain('"DataTraceEnabled":false');
    expect(text).not.toContain('"DataTraceEnabled":true');
    expect(text).not.toMatch(/context\.(?:path|authorizer\.token)|input|querystring|header/i);
  });

  it('throttles every route', () => {
    const [stage] = propertiesOf(dev, 'AWS::ApiGateway::Stage');
    const settings = stage?.MethodSettings as readonly Properties[];
    const throttled = settings.filter(({ ThrottlingRateLimit }) => ThrottlingRateLimit !== undefined);

    expect(throttled).toHaveLength(ROUTES.flatMap((route) => route.paths).length);
    for (const it of throttled) // a method's settings replace the stage's
      expect(it).toMatchObject({ MetricsEnabled: true, LoggingLevel: 'ERROR', DataTraceEnabled: false });
  });

  it('returns its own errors in the shape of the contract', () => {
    const responses = propertiesOf(prod, 'AWS::ApiGateway::GatewayResponse');

    expect(responses.length).toBeGreaterThan(8);
    for (const { ResponseTemplates } of responses) {
      const { 'application/json': template } = ResponseTemplates as Record<string, string>;
      const { error } = JSON.parse(String(template));
      expect(Object.keys(error)).toEqual(['code', 'message', 'requestId']);
    }
    const codes = responses.map(({ ResponseType, StatusCode, ResponseTemplates }) => {
      const { 'application/json': template } = ResponseTemplates as Record<string, string>;
      return [ResponseType, StatusCode, JSON.parse(String(template)).error.code];
    });
    expect(codes).toEqual(
      expect.arrayContaining([
        ['UNAUTHORIZED', '401', 'SIGN_IN_REQUIRED'],
        ['MISSING_AUTHENTICATION_TOKEN', '404', 'NOT_FOUND'],
        ['REQUEST_TOO_LARGE', '413', 'BODY_TOO_LARGE'],
        ['THROTTLED', '429', 'TOO_MANY_REQUESTS'],
        ['INTEGRATION_TIMEOUT', '504', 'TIMED_OUT'],
        ['DEFAULT_5XX', '503', 'UNAVAILABLE'],
      ]),
    );
  });

  it('keeps both tables encrypted with our key, recoverable, and in prod undeletable', () => {
    for (const definition of TABLES) {
      const { construct } = definition;
      const ttlAttribute = expiryOf(definition, undefined);
      const expected = {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: ttlAttribute
          ? { AttributeName: ttlAttribute, Enabled: true }
          : Match.absent(),
      };
      const ofTable = (template: Template, more: object) =>
        Object.keys(
          template.findResources('AWS::DynamoDB::Table', { Properties: { ...expected, ...more } }),
        ).some((id) => id.includes(construct));

      expect(ofTable(prod, { DeletionProtectionEnabled: true })).toBe(true);
      expect(ofTable(dev, { DeletionProtectionEnabled: false })).toBe(true);
    }
  });

  it('lets the trail expire only where the stage says when', () => {
    const kept = { KEEP_TRAIL_MONTHS: '24' };
    for (const [template, months] of [
      [prod, undefined],
      [synthTemplate({ ...kept, STAGE: 'dev' }), '24'],
    ] as const) {
      const tables = Object.entries(template.findResources('AWS::DynamoDB::Table'));
      const [, audit] = tables.find(([id]) => id.includes(AUDIT_TABLE.construct)) ?? [];
      expect(audit?.Properties.TimeToLiveSpecification).toEqual(
        months && { AttributeName: 'expiresAtSeconds', Enabled: true },
      );
      const told = JSON.stringify(propertiesOf(template, 'AWS::Lambda::Function')).match(
        /"KEEP_TRAIL_MONTHS":"\d+"/g,
      );
      expect(told && [...new Set(told)]).toEqual(months ? [`"KEEP_TRAIL_MONTHS":"${months}"`] : null);
    }
  });

  it('keeps every log for thirteen months under our key, with card data masked', () => {
    for (const group of propertiesOf(prod, 'AWS::Logs::LogGroup')) {
      expect(group).toMatchObject({ RetentionInDays: 400, KmsKeyId: expect.anything() });
    }
    const unmasked = Object.entries(prod.findResources('AWS::Logs::LogGroup')).filter(
      ([, { Properties: it }]) => !it.DataProtectionPolicy,
    );
    expect(unmasked.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['PagesLog']); // the upload helper sees no card
  });

  it('runs every handler on the newest Node, on ARM, traced, with its own role', () => {
    const functions = propertiesOf(prod, 'AWS::Lambda::Function').filter(
      ({ Runtime }) => Runtime === 'nodejs24.x',
    );
    const ours = functions.filter(({ TracingConfig }) => TracingConfig);

    expect(ours).toHaveLength(USUAL.length + 3);
    expect(ours.every(({ Architectures }) => JSON.stringify(Architectures) === '["arm64"]')).toBe(true);
    expect(new Set(ours.map(({ Role }) => JSON.stringify(Role))).size).toBe(ours.length);
  });

  it('reserves capacity for callbacks in prod', () => {
    const reserved = propertiesOf(prod, 'AWS::Lambda::Function').filter(
      (it) => it.ReservedConcurrentExecutions,
    );

    expect(reserved.map(({ Description }) => Description).sort()).toEqual([
      'Ends payment sessions that hang',
      'POST /callStatus',
      'POST /statusCallback',
      'POST /twiml',
    ]);
  });

  it('serves the page with a policy that allows nothing inline and the microphone only', () => {
    const [policy] = propertiesOf(prod, 'AWS::CloudFront::ResponseHeadersPolicy');
    const text = JSON.stringify(policy);

    expect(text).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(text).not.toContain('unsafe-');
    expect(text).toContain('microphone=(self)');
    expect(text).toContain('camera=()');
    expect(text).toContain('"Header":"Cross-Origin-Opener-Policy","Override":true,"Value":"same-origin"');
    for (const host of [
      'wss://voice-js.roaming',
      'wss://tsock.us1',
      'https://eventgw.us1',
      'https://cognito-idp.',
    ])
      expect(text).toContain(` ${host}`);
    prod.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        CacheBehaviors: Match.arrayWith([
          Match.objectLike({
            PathPattern: '/api/*',
            CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
            OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
          }),
        ]),
      },
    });
  });

  it('lets the panel stand in the pages of the systems it is set for, and nothing else in any', () => {
    type Policy = { ResponseHeadersPolicyConfig: { SecurityHeadersConfig: Record<string, unknown> } };
    const framing = (template: Template) => {
      const policies = template.findResources('AWS::CloudFront::ResponseHeadersPolicy');
      const [distribution] = propertiesOf(template, 'AWS::CloudFront::Distribution') as {
        DistributionConfig: {
          CacheBehaviors: { PathPattern: string; ResponseHeadersPolicyId: { Ref: string } }[];
          DefaultCacheBehavior: { ResponseHeadersPolicyId: { Ref: string } };
        };
      }[];
      if (!distribution) throw new Error('The template has no distribution.');
      const { CacheBehaviors, DefaultCacheBehavior } = distribution.DistributionConfig;
      const all = [...CacheBehaviors, { PathPattern: '*', ...DefaultCacheBehavior }];
      return Object.fromEntries(
        all.map(({ PathPattern, ResponseHeadersPolicyId }) => {
          const { Properties } = policies[ResponseHeadersPolicyId.Ref] as { Properties: Policy };
          const { SecurityHeadersConfig } = Properties.ResponseHeadersPolicyConfig;
          const [ancestors] = /frame-ancestors [^;"]+/.exec(JSON.stringify(SecurityHeadersConfig)) ?? [];
          return [PathPattern, [ancestors, 'FrameOptions' in SecurityHeadersConfig]];
        }),
      );
    };
    const unframed = {
      '*': ["frame-ancestors 'none'", true],
      '/api/*': ["frame-ancestors 'none'", true],
      '/embed/*': ["frame-ancestors 'none'", false],
    };
    expect(framing(prod)).toEqual({ ...unframed, '/panel': ["frame-ancestors 'none'", false] });
    expect(framing(dev)).toEqual({
      ...unframed,
      '/panel': [
        'frame-ancestors https://crm.example.com https://help.example.com https://other.example',
        false,
      ],
    });
  });

  it('has names that are the same in any case, unless its pool was made otherwise, and mails through SES when told to', () => {
    const pool = (settings = {}) =>
      Object.values(synthTemplate(settings).findResources('AWS::Cognito::UserPool'))[0]?.Properties;
    expect(pool().UsernameConfiguration).toEqual({ CaseSensitive: false });
    expect(pool().EmailConfiguration).toBeUndefined();
    const other = pool({
      USERNAMES_CASE_SENSITIVE: 'on',
      SIGN_IN_MAIL_FROM: 'desk@example.com',
      SIGN_IN_MAIL_DOMAIN: 'example.com',
      KEEP_SESSIONS_MONTHS: '6',
    });
    expect(other.UsernameConfiguration).toEqual({ CaseSensitive: true });
    expect(other.EmailConfiguration).toMatchObject({
      EmailSendingAccount: 'DEVELOPER',
      From: 'desk@example.com',
    });
    expect(JSON.stringify(other.EmailConfiguration.SourceArn)).toContain('identity/example.com');
  });

  it.each([
    ['SAML', { SAML_METADATA_URL: 'https://idp.example.com/metadata' }],
    [
      'OIDC',
      {
        OIDC_ISSUER: 'https://idp.example.com',
        OIDC_CLIENT_ID: 'desk',
        OIDC_CLIENT_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oidc-AbCdEf',
      },
    ],
  ])('has the groups of the company decide who may do what: %s', (_, settings) => {
    const federated = synthTemplate({ ...settings, COMPANY_GROUPS: 'memberOf', AGENT_GROUP: 'Phone' });

    federated.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: {
        PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: Match.anyValue() },
      },
    });
    federated.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      AttributeMapping: { email: 'email', 'custom:groups': 'memberOf' },
    });
    federated.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      WriteAttributes: ['custom:groups', 'email'],
      AllowedOAuthScopes: Match.not(Match.arrayWith(['aws.cognito.signin.user.admin'])),
    });
    federated.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ AGENT_GROUP: 'Phone', SUPERVISOR_GROUP: 'supervisor' }) },
    });
    expect(JSON.stringify(propertiesOf(prod, 'AWS::Cognito::UserPool'))).not.toContain('PreToken');
  });

  it('lets CloudFront give no error to a second person, and puts no page in the place of one', () => {
    const [distribution] = propertiesOf(prod, 'AWS::CloudFront::Distribution');
    const { CustomErrorResponses: kept } = (distribution?.DistributionConfig ?? {}) as Properties;

    expect(kept).toEqual(
      [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((ErrorCode) => ({
        ErrorCode,
        ErrorCachingMinTTL: 0,
      })),
    );
  });

  it('tags everything but what takes no tags everywhere', () => {
    const tagged = (type: string) => propertiesOf(prod, type).map(({ Tags }) => Tags !== undefined);

    expect(tagged('AWS::CloudFront::Function')).toEqual([false, false]);
    expect(tagged('AWS::CloudWatch::Dashboard')).toEqual([false]);
    expect(tagged('AWS::DynamoDB::Table')).toEqual([true, true]);
  });

  it('requires a long password and a second factor', () => {
    prod.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: Match.objectLike({ MinimumLength: 12 }) },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it('allows sign-in through the managed pages only', () => {
    prod.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlows: ['code'],
    });
  });

  it('gives a federated stage its identity provider', () => {
    const federated = synthTemplate({ SAML_METADATA_URL: 'https://login.example.com/saml' });

    federated.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      SupportedIdentityProviders: [{ Ref: Match.stringLikeRegexp('SignInSaml') }],
    });
  });

  it('configures the phone number last', () => {
    const [number] = Object.values(prod.findResources('Custom::TwilioPhoneNumber'));
    const waits = String(number?.DependsOn);

    for (const part of ['ApiRestDeploymentStage', 'HandlersStatusCallback', 'HandlersTwiml'])
      expect(waits).toContain(part);
  });

  it.each<[string, Settings, readonly string[]]>([
    [
      'another account',
      { TWILIO_ACCOUNT_SID: `AC${'2'.repeat(32)}` },
      ['Custom::TwilioPhoneNumber', 'Custom::TwilioServices'],
    ],
    ['another number', { PHONE_NUMBER: '+15005550009' }, ['Custom::TwilioPhoneNumber']],
    ['another secret', { TWILIO_SECRET_VERSION: 'version-8' }, ['Custom::TwilioServices']],
    [
      'mending',
      { MENDING: 'once' },
      ['Custom::CDKBucketDeployment', 'Custom::CDKBucketDeployment', 'Custom::TwilioServices'],
    ],
  ])('has %s applied by the custom resources, and replaces nothing', (_what, settings, expected) => {
    const before: Record<string, Changed> = prod.toJSON().Resources;
    const after: Record<string, Changed> = synthTemplate(settings).toJSON().Resources;
    const changed = Object.keys(after).filter(
      (id) => JSON.stringify(after[id]) !== JSON.stringify(before[id]),
    );

    expect(Object.keys(after)).toEqual(Object.keys(before));
    const types = changed.map((id) => after[id]?.Type ?? '');
    expect(types.filter((type) => type.startsWith('Custom::')).sort()).toEqual(expected);
    // All others get another value in their environment at most.
    expect(new Set(types.filter((type) => !type.startsWith('Custom::')))).toEqual(
      new Set(settings.TWILIO_ACCOUNT_SID || settings.PHONE_NUMBER ? ['AWS::Lambda::Function'] : []),
    );
  });

  it('gives Twilio a fallback at CloudFront, and is there before the number points at it', () => {
    const [services] = propertiesOf(prod, 'Custom::TwilioServices');
    expect(JSON.stringify(services?.voiceFallbackUrl)).toMatch(
      /https:\/\/.*SiteDistribution\w+","DomainName"\]\},"\/voice-fallback\.xml/,
    );
    const [number] = Object.values(prod.findResources('Custom::TwilioPhoneNumber'));
    expect(number?.DependsOn).toEqual(
      expect.arrayContaining([expect.stringContaining('PagesPageCustomResource')]),
    );
  });

  it('contains no credential', () => {
    const text = JSON.stringify(prod.toJSON());

    expect(text).not.toMatch(/resolve:secretsmanager|authToken"|SecretString/);
  });

  it('is split only where CloudFront requires us-east-1', () => {
    const app = testApp();
    addStacks(app, readConfig({ ...complete, AWS_REGION: 'eu-west-1' }), STUB_PAGES);

    expect(app.node.children.map(({ node }) => node.id)).toEqual(
      expect.arrayContaining(['agent-assist-pay-dev-eu-west-1-edge', 'agent-assist-pay-dev']),
    );
  });

  it('cannot be deployed without settings or without a page', () => {
    const reasons = (template: Template) => JSON.stringify(template.toJSON().Rules ?? {});
    const unset = Template.fromStack(addStacks(testApp(), readConfig({ STAGE: 'dev' }), undefined));

    expect(reasons(unset)).toMatch(/\.env\.example/);
    expect(reasons(unset)).toMatch(/npm run build/);
    expect(reasons(prod)).not.toMatch(/Failed to deploy/);
  });
});

const complete = {
  STAGE: 'dev',
  AWS_ACCOUNT: '111122223333',
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  PHONE_NUMBER: '+15005550006',
  PAY_CONNECTOR_NAME: 'Default',
  TWILIO_SECRET_ARN:
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:agent-assist-pay/dev/twilio-AbCdEf',
};

/** The shape of the stack, without hashes of content and without parts that are checked elsewhere or always the same. */
function withoutHashes(template: object): unknown {
  const text = JSON.stringify(template, (key, value) => {
    if (key === 'Tags' || key === 'UserPoolTags' || key === 'Metadata') return undefined;
    if (key === 'DataProtectionPolicy') return 'masks card data';
    if (key === 'DashboardBody') return 'drawn by dashboard.ts';
    return value;
  });
  return JSON.parse(
    text
      .replaceAll(/[0-9a-f]{64}/g, 'HASH')
      .replaceAll(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1HASH')
      .replaceAll(/"S3Key":"[^"]+"/g, '"S3Key":"HASH"'),
  );
}
