import { actionsOf, type Properties, type Rule, statementsOf } from './rule.ts';

const POOL = ['AWS::Cognito::UserPool'];
const POLICY = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

/** Services that hold data, keys or secrets of ours. */
const DATA = /^(?:dynamodb|kms|secretsmanager|events|sqs):/;

/** Takes no resource (AWS docs, actions of DynamoDB), and tells names only. */
const FOR_NONE = ['dynamodb:ListStreams'];

const UNITS: Readonly<Record<string, number>> = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1_440 };

/** Who may do what: people with two factors, functions with no more than they use. */
export const ACCESS_RULES: readonly Rule[] = [
  {
    id: 'NoWildcardAction',
    requirements: ['7.2.1', '7.2.2', '7.2.5'],
    info: 'A policy allows whole families of actions on tables, keys, secrets, events or queues.',
    explanation: 'A right that is named can be read in the permission matrix; a wildcard grows with AWS.',
    types: POLICY,
    holds: ({ PolicyDocument }) =>
      allowing(PolicyDocument)
        .flatMap(actionsOf)
        .every(
          (action) =>
            action !== '*' && !action.endsWith(':*') && !(DATA.test(action) && action.includes('*')),
        ),
  },
  {
    id: 'NoWildcardResource',
    requirements: ['7.2.1', '7.2.2', '7.2.5'],
    info: 'A policy allows actions on every table, key, secret, bus or queue of the account.',
    explanation: 'A function has rights on what it uses, and on nothing that another stack keeps.',
    types: POLICY,
    holds: ({ PolicyDocument }) =>
      allowing(PolicyDocument)
        .filter((statement) =>
          actionsOf(statement).some((action) => DATA.test(action) && !FOR_NONE.includes(action)),
        )
        .every(({ Resource }) => ![Resource].flat().includes('*')),
  },
  {
    id: 'SecondFactorRequired',
    requirements: ['8.4.2', '8.5.1'],
    info: 'Somebody can sign in without a second factor.',
    explanation: 'Optional is off for whoever does not switch it on.',
    types: POOL,
    holds: ({ MfaConfiguration }) => MfaConfiguration === 'ON',
  },
  {
    id: 'PasswordLong',
    requirements: ['8.3.6'],
    info: 'A password may be shorter than twelve characters, or have only letters or only digits.',
    explanation: 'Length is what makes guessing slow.',
    types: POOL,
    holds: ({ Policies }) => {
      const {
        MinimumLength = 0,
        RequireNumbers,
        RequireLowercase,
        RequireUppercase,
      } = Policies?.PasswordPolicy ?? {};
      return (
        MinimumLength >= 12 &&
        RequireNumbers === true &&
        (RequireLowercase === true || RequireUppercase === true)
      );
    },
  },
  {
    id: 'PasswordsNotRepeated',
    requirements: ['8.3.7'],
    info: 'One of the last four passwords may be used again.',
    explanation: 'A password that was taken once stays taken.',
    types: POOL,
    holds: ({ Policies }) => Policies?.PasswordPolicy?.PasswordHistorySize >= 4,
  },
  {
    id: 'PeopleAreInvited',
    requirements: ['8.2.4'],
    info: 'People can register themselves.',
    explanation: 'Each account begins with somebody who allows it.',
    types: POOL,
    holds: ({ AdminCreateUserConfig }) => AdminCreateUserConfig?.AllowAdminCreateUserOnly === true,
  },
  {
    id: 'PeoplesTokensShort',
    requirements: ['8.2.8'],
    info: 'A person’s access token is valid for longer than 15 minutes.',
    explanation: 'Whoever signs out, is idle or leaves a group keeps an access token until it expires.',
    types: ['AWS::Cognito::UserPoolClient'],
    holds: ({ AllowedOAuthFlows = [], AccessTokenValidity, TokenValidityUnits }) =>
      !(AllowedOAuthFlows as readonly string[]).includes('code') ||
      AccessTokenValidity * (UNITS[TokenValidityUnits?.AccessToken ?? 'hours'] ?? Number.NaN) <= 15,
  },
];

function allowing(document: Properties | undefined) {
  return statementsOf(document).filter(({ Effect }) => Effect === 'Allow');
}
