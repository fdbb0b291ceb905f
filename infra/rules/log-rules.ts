import { type Properties, type Rule, statementsOf } from './rule.ts';

const LOG_GROUP = ['AWS::Logs::LogGroup'];
const STAGE = ['AWS::ApiGateway::Stage'];

/** What a line of the access log may not hold: values that callers, Twilio or a processor send. */
const SENT = /\$(?:context|input)\.?[\w.]*(?:body|query|params|header|authorization|requestOverride)/i;

/** Logs are kept for a year, unreadable without our key, and hold nothing that was sent. Alarms reach somebody. */
export const LOG_RULES: readonly Rule[] = [
  {
    id: 'LogKept',
    requirements: ['10.5.1'],
    info: 'The log is kept for less than 400 days.',
    explanation:
      'Twelve months must be there; the next longer time that CloudWatch has leaves a month to look.',
    types: LOG_GROUP,
    holds: ({ RetentionInDays = Number.POSITIVE_INFINITY }) => RetentionInDays >= 400,
  },
  {
    id: 'LogEncryptedByOwnKey',
    requirements: ['3.5.1', '10.3.1'],
    info: 'The log is not encrypted under a key of the stack.',
    explanation: 'Who may read a log needs a right on the key as well.',
    types: LOG_GROUP,
    holds: ({ KmsKeyId }) => KmsKeyId !== undefined,
  },
  {
    id: 'LogMasksCards',
    requirements: ['3.3.1', '3.4.1', '12.10.7'],
    info: 'Nothing masks card numbers that reach the log.',
    explanation:
      'A second net under handlers that log named fields only. Split and spaced numbers pass through it.',
    types: LOG_GROUP,
    holds: ({ DataProtectionPolicy: policy }) =>
      (statementsOf(policy) as readonly Properties[]).some(
        ({ Operation, DataIdentifier }) =>
          Operation?.Deidentify !== undefined && JSON.stringify(DataIdentifier).includes('CreditCardNumber'),
      ),
  },
  {
    id: 'ApiLogsNoBody',
    requirements: ['3.3.1'],
    info: 'The API’s execution log holds the bodies of requests.',
    explanation: 'A connector sends card numbers in a body; a data trace writes every body into the log.',
    types: STAGE,
    holds: ({ MethodSettings = [] }) =>
      (MethodSettings as readonly Properties[]).every(({ DataTraceEnabled }) => DataTraceEnabled !== true),
  },
  {
    id: 'AccessLogNamesFields',
    requirements: ['3.3.1', '10.2.1'],
    info: 'The API has no access log, or one that holds a body, a query or a header.',
    explanation: 'Who, what, when and with which result, from fields that the gateway itself fills in.',
    types: STAGE,
    holds: ({ AccessLogSetting: log }) =>
      log?.DestinationArn !== undefined && typeof log.Format === 'string' && !SENT.test(log.Format),
  },
  {
    id: 'FirewallLogRedacted',
    requirements: ['3.3.1', '8.3.2'],
    info: 'The firewall’s log holds the query or the credentials of a request.',
    explanation:
      'A refused request is logged with its headers: tokens and signatures must not be among them.',
    types: ['AWS::WAFv2::LoggingConfiguration'],
    holds: ({ RedactedFields = [] }) => {
      const fields = JSON.stringify(RedactedFields).toLowerCase();
      return ['"querystring"', '"authorization"', '"cookie"', '"x-twilio-signature"'].every((field) =>
        fields.includes(field),
      );
    },
  },
  {
    id: 'FirewallKeepsNoSamples',
    requirements: ['3.3.1'],
    info: 'The firewall keeps samples of requests.',
    explanation: 'A sample shows headers and address of a request to whoever opens the console.',
    types: ['AWS::WAFv2::WebACL'],
    holds: ({ VisibilityConfig, Rules = [] }) =>
      [VisibilityConfig, ...(Rules as readonly Properties[]).map((rule) => rule.VisibilityConfig)].every(
        (visibility) => visibility?.SampledRequestsEnabled === false,
      ),
  },
  {
    id: 'AlarmReachesSomebody',
    requirements: ['10.4.1.1', '10.7.2'],
    info: 'The alarm tells nobody.',
    explanation: 'An alarm without an action is a dashboard that nobody watches at night.',
    types: ['AWS::CloudWatch::Alarm'],
    holds: ({ ActionsEnabled, AlarmActions = [] }) => ActionsEnabled !== false && AlarmActions.length > 0,
  },
  {
    id: 'TopicEncrypted',
    requirements: ['3.5.1', '4.2.1'],
    info: 'The topic is not encrypted under a key, or takes messages without TLS.',
    explanation: 'A notification names a payment and what went wrong with it.',
    types: ['AWS::SNS::Topic'],
    holds: ({ KmsMasterKeyId }, { logicalId, others }) =>
      KmsMasterKeyId !== undefined &&
      others('AWS::SNS::TopicPolicy').some(
        ({ Topics, PolicyDocument }) =>
          JSON.stringify(Topics).includes(`"${logicalId}"`) &&
          statementsOf(PolicyDocument).some(refusesPlainText),
      ),
  },
];

/** True for a deny of what does not come over TLS. */
export function refusesPlainText({ Effect, Condition }: ReturnType<typeof statementsOf>[number]): boolean {
  const { Bool } = (Condition ?? {}) as Properties;
  return Effect === 'Deny' && String(Bool?.['aws:SecureTransport']) === 'false';
}
