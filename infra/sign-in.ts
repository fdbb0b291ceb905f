import { Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ClientAttributes,
  FeaturePlan,
  type IUserPool,
  type IUserPoolResourceServer,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ProviderAttribute,
  ResourceServerScope,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolEmail,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PROVIDER } from '#lambdas/contract/company.ts';
import type { EmbedClient } from '#lambdas/contract/embed-clients.ts';
import { GRANT_SCOPE } from '#lambdas/contract/routes.ts';
import { type Config, type Federation, keepsData, type SignInMail } from './config.ts';

/** Scope an access token needs to call the desk's API, as Cognito writes it. */
export const DESK_SCOPE = 'desk/use';

/** Lets a system's server ask for grants, and nothing else. */
const GRANTS = new ResourceServerScope({
  scopeName: GRANT_SCOPE.split('/')[1] ?? '',
  scopeDescription: 'Ask for grants of the panel',
});

/** Who may sign in to the desk: a Cognito user pool with managed login, a second factor and two groups. */
export class SignIn extends Construct {
  readonly userPool: IUserPool;
  /** Issuer of every token, and the base address of its discovery document. */
  readonly authority: string;
  /** Origins the page must be allowed to contact for sign-in. */
  readonly origins: readonly string[];
  private readonly config: Config;
  private readonly resourceServer: IUserPoolResourceServer;
  private readonly scope: ResourceServerScope;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    this.config = config;
    const { userPoolId } = config.adopted;
    this.userPool = userPoolId ? UserPool.fromUserPoolId(this, 'Users', userPoolId) : this.newPool();
    this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: config.signInDomainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const { region, urlSuffix } = Stack.of(this);
    this.authority = `https://cognito-idp.${region}.${urlSuffix}/${this.userPool.userPoolId}`;
    this.origins = [
      `https://cognito-idp.${region}.${urlSuffix}`,
      `https://${config.signInDomainPrefix}.auth.${region}.amazoncognito.com`,
    ];
    this.scope = new ResourceServerScope({ scopeName: 'use', scopeDescription: "Call the desk's API" });
    this.resourceServer = this.userPool.addResourceServer('Api', {
      identifier: 'desk',
      // Also while nobody uses the second: a scope that goes before its last client might be refused.
      scopes: [this.scope, GRANTS],
    });
  }

  /**
   * Registers the systems that may ask for grants, each with a secret of its own, and returns their names with their ids. Their
   * tokens have no other scope, and nobody's who signs in has theirs.
   */
  addClients(clients: readonly EmbedClient[]): string {
    const ids = clients.map(({ name }) => {
      const client = new UserPoolClient(this, `Client-${name}`, {
        userPool: this.userPool,
        userPoolClientName: name,
        generateSecret: true,
        preventUserExistenceErrors: true,
        enableTokenRevocation: true,
        authFlows: { userSrp: false },
        accessTokenValidity: Duration.hours(1),
        oAuth: {
          flows: { clientCredentials: true },
          scopes: [OAuthScope.resourceServer(this.resourceServer, GRANTS)],
        },
      });
      return `${name}=${client.userPoolClientId}`;
    });
    return ids.join(',');
  }

  /** Where clients get their tokens. */
  get tokenUrl(): string {
    return `${this.origins.at(-1)}/oauth2/token`;
  }

  /** Has a function decide what people of the company's own sign-in may do. A pool that was adopted keeps its own triggers. */
  mapCompany(claims: LambdaFunction): void {
    if (this.userPool instanceof UserPool)
      this.userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, claims, LambdaVersion.V2_0);
  }

  /** Registers the desk at its address. Tokens are short-lived; the refresh token expires with the working day. */
  addDesk(url: string): UserPoolClient {
    const provider = this.config.federation && this.addProvider(this.config.federation);
    const client = new UserPoolClient(this, 'Desk', {
      userPool: this.userPool,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      authFlows: { userSrp: false }, // managed login only: if this were empty, Cognito would allow SRP too
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(10),
      supportedIdentityProviders: provider
        ? [UserPoolClientIdentityProvider.custom(provider.providerName)]
        : [UserPoolClientIdentityProvider.COGNITO],
      // What the provider says of a person is written as the client; no token of ours may write it.
      ...(provider
        ? {
            writeAttributes: new ClientAttributes()
              .withStandardAttributes({ email: true })
              .withCustomAttributes('groups'),
          }
        : {}),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [
          OAuthScope.OPENID,
          OAuthScope.PROFILE,
          OAuthScope.resourceServer(this.resourceServer, this.scope),
        ],
        callbackUrls: [url],
        logoutUrls: [url],
      },
    });
    if (provider) client.node.addDependency(provider);
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }

  /** The pool with its groups. Both outlive a stage that keeps data: without its group, nobody is let in. */
  private newPool(): UserPool {
    const removalPolicy = keepsData(this.config.stage) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      // Decided when a pool is made: changed later, CloudFormation would put a new pool without people in its place.
      signInCaseSensitive: this.config.usernamesCaseSensitive,
      ...(this.config.signInMail ? { email: this.sender(this.config.signInMail) } : {}),
      // Filled by the company's own sign-in; an attribute can be added to a pool, but never taken out again.
      customAttributes: { groups: new StringAttribute({ mutable: true, maxLen: 2_048 }) },
      autoVerify: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
        passwordHistorySize: 4,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: keepsData(this.config.stage),
      removalPolicy,
    });
    for (const [id, groupName, description] of GROUPS) {
      pool.addGroup(id, { groupName, description }).applyRemovalPolicy(removalPolicy);
    }
    return pool;
  }

  /** Sends invitations and codes through SES, in the region of the pool. */
  private sender({ from, domain }: SignInMail): UserPoolEmail {
    return UserPoolEmail.withSES({
      fromEmail: from,
      sesRegion: this.config.region,
      ...(domain ? { sesVerifiedDomain: domain } : {}),
    });
  }

  private addProvider(federation: Federation): UserPoolIdentityProviderSaml | UserPoolIdentityProviderOidc {
    const attributeMapping = {
      email: ProviderAttribute.other('email'),
      custom: { 'custom:groups': ProviderAttribute.other(federation.groups) },
    };
    if (federation.kind === 'saml') {
      return new UserPoolIdentityProviderSaml(this, 'Saml', {
        userPool: this.userPool,
        name: PROVIDER,
        metadata: UserPoolIdentityProviderSamlMetadata.url(federation.metadataUrl),
        attributeMapping,
      });
    }
    return new UserPoolIdentityProviderOidc(this, 'Oidc', {
      userPool: this.userPool,
      name: PROVIDER,
      issuerUrl: federation.issuer,
      clientId: federation.clientId,
      clientSecret: SecretValue.secretsManager(federation.clientSecretArn).unsafeUnwrap(),
      scopes: ['openid', 'email', 'profile'],
      attributeMapping,
    });
  }
}

const GROUPS = [
  ['Agents', 'agent', 'Take payments on their own calls'],
  ['Supervisors', 'supervisor', 'Read every trail and cancel any session'],
] as const;
