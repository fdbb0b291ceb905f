import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { readCallRules } from '#lambdas/contract/call-rules.ts';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { idsOf } from '#lambdas/contract/id-settings.ts';
import { lookOf } from '#lambdas/contract/look-settings.ts';
import type { Config } from './config.ts';
import { DESK_SCOPE, type SignIn } from './sign-in.ts';

/** What the page reads from `/config.json`. None of it is secret. */
export function deskConfig(config: Config, signIn: SignIn, client: UserPoolClient): DeskConfig {
  const { outbound, reportZone } = readCallRules(config.callRules);
  return {
    stage: config.stage,
    practice: config.mockProcessor,
    oidc: {
      authority: signIn.authority,
      clientId: client.userPoolClientId,
      scope: `openid profile ${DESK_SCOPE}`,
    },
    signOutWaiting: config.signOutWaiting,
    ...(outbound ? { outbound } : {}),
    reportZone,
    ...idsOf(config.idSettings),
    ...lookOf(config.look),
    ...(config.events.endpoints.length > 0 ? { tellsOthers: true } : {}),
    voice: {},
    sync: {},
  };
}
