import { refusesPlainText } from './log-rules.ts';
import { type Properties, pointsAt, type Rule, statementsOf } from './rule.ts';

const DISTRIBUTION = ['AWS::CloudFront::Distribution'];

/** The only ways in are encrypted, and stand behind a firewall. */
export const NETWORK_RULES: readonly Rule[] = [
  {
    id: 'ApiTls',
    requirements: ['4.2.1'],
    info: 'The API accepts TLS older than 1.2, or names other than its own.',
    explanation: 'Without a policy of its own an API accepts TLS 1.0.',
    types: ['AWS::ApiGateway::RestApi'],
    holds: ({ SecurityPolicy = '' }) => /^(?:TLS_1_2$|SecurityPolicy_TLS1[23]_)/.test(SecurityPolicy),
  },
  {
    id: 'SiteTls',
    requirements: ['4.2.1'],
    info: 'CloudFront accepts TLS older than 1.2.',
    explanation:
      'At its own name CloudFront fixes the protocol; only with a certificate of yours can one be chosen.',
    types: DISTRIBUTION,
    holds: ({ DistributionConfig }) =>
      /^TLSv1\.[23]_/.test(DistributionConfig?.ViewerCertificate?.MinimumProtocolVersion ?? ''),
  },
  {
    id: 'SiteOverTlsOnly',
    requirements: ['4.2.1'],
    info: 'A part of the site is served, or fetched, without TLS.',
    explanation: 'A page that came over plain HTTP can be anybody’s page.',
    types: DISTRIBUTION,
    holds: ({ DistributionConfig: { DefaultCacheBehavior, CacheBehaviors = [], Origins = [] } }) =>
      [DefaultCacheBehavior, ...CacheBehaviors].every((part) =>
        ['https-only', 'redirect-to-https'].includes(part?.ViewerProtocolPolicy),
      ) &&
      (Origins as readonly Properties[]).every(
        ({ CustomOriginConfig: custom }) =>
          custom === undefined ||
          (custom.OriginProtocolPolicy === 'https-only' &&
            (custom.OriginSSLProtocols as readonly string[]).every((name) => name === 'TLSv1.2')),
      ),
  },
  {
    id: 'SiteSaysTlsOnly',
    requirements: ['4.2.1'],
    info: 'Responses do not tell the browser to use TLS for a year at least.',
    explanation: 'HSTS stops a browser from asking over plain HTTP even once.',
    types: ['AWS::CloudFront::ResponseHeadersPolicy'],
    holds: ({ ResponseHeadersPolicyConfig: config }) =>
      config?.SecurityHeadersConfig?.StrictTransportSecurity?.AccessControlMaxAgeSec >= 365 * 86_400,
  },
  {
    id: 'SiteScriptsNamed',
    requirements: ['6.4.3', '11.6.1'],
    info: 'A page may run scripts that it does not name: from anywhere, or inline.',
    explanation: 'With a policy a page runs the scripts of its own address, and none that somebody put in.',
    types: ['AWS::CloudFront::ResponseHeadersPolicy'],
    holds: ({ ResponseHeadersPolicyConfig: config }) => {
      const { ContentSecurityPolicy } = config?.SecurityHeadersConfig ?? {};
      // Also where parts of it are references: what it says of scripts is plain text.
      const policy = JSON.stringify(ContentSecurityPolicy ?? {});
      return (
        /[";] ?default-src 'none'/.test(policy) && !/script-src[^;]*(?:'unsafe-|\*|https?:)/.test(policy)
      );
    },
  },
  {
    id: 'BucketOverTlsOnly',
    requirements: ['4.2.1'],
    info: 'The bucket takes requests without TLS.',
    explanation: 'Only a deny in the bucket’s policy refuses them.',
    types: ['AWS::S3::Bucket'],
    holds: (_, { logicalId, others }) =>
      others('AWS::S3::BucketPolicy').some(
        ({ Bucket, PolicyDocument }) =>
          pointsAt(Bucket, logicalId) && statementsOf(PolicyDocument).some(refusesPlainText),
      ),
  },
  {
    id: 'ApiBehindFirewall',
    requirements: ['6.4.1', '6.4.2'],
    info: 'The API has no firewall.',
    explanation: 'The association names the stage, which is what the public reaches.',
    types: ['AWS::ApiGateway::Stage'],
    holds: (_, { logicalId, others }) =>
      others('AWS::WAFv2::WebACLAssociation').some(({ ResourceArn }) =>
        JSON.stringify(ResourceArn).includes(`"${logicalId}"`),
      ),
  },
  {
    id: 'SiteBehindFirewall',
    requirements: ['6.4.1', '6.4.2'],
    info: 'CloudFront has no firewall.',
    explanation: 'The desk’s address serves the API as well.',
    types: DISTRIBUTION,
    holds: ({ DistributionConfig }) => DistributionConfig?.WebACLId !== undefined,
  },
  {
    id: 'FirewallRefuses',
    requirements: ['6.4.2'],
    info: 'The firewall refuses nothing: it has no managed rule set that acts, or no limit by address.',
    explanation: 'A web ACL without rules, or with rules that only count, protects nothing.',
    types: ['AWS::WAFv2::WebACL'],
    holds: ({ Rules = [] }) => {
      const rules = Rules as readonly Properties[];
      return (
        rules.some(
          ({ Statement, OverrideAction }) =>
            Statement?.ManagedRuleGroupStatement !== undefined && OverrideAction?.None !== undefined,
        ) &&
        rules.some(
          ({ Statement, Action }) =>
            Statement?.RateBasedStatement !== undefined && Action?.Block !== undefined,
        )
      );
    },
  },
];
