import { readCallRules } from '#lambdas/contract/call-rules.ts';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { idsOf } from '#lambdas/contract/id-settings.ts';
import { lookOf, type WrittenLook } from '#lambdas/contract/look-settings.ts';
import type { WrittenIdSettings, WrittenRules } from '#lambdas/contract/rule-names.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { CLIENT_ID } from '../sign-in/access-token.ts';

/** Nobody's receipts: those of practice money say so. */
const PRACTICE_MERCHANT = { name: 'Example Shop', locality: 'Springfield, IL', contact: '+1 500 555 0006' };

/** `GET /config.json` on this machine: practice money, the local sign-in, the SDKs pointed at the simulator. */
export function deskConfig(
  deskUrl: string,
  simulatorUrl: string,
  rules: WrittenRules,
  ids?: WrittenIdSettings,
  tellsOthers = false,
  look: WrittenLook = {},
): DeskConfig {
  const { host } = new URL(simulatorUrl);
  const { outbound, reportZone } = readCallRules(rules);
  return {
    stage: 'local',
    practice: true,
    oidc: { authority: `${deskUrl}/oidc`, clientId: CLIENT_ID, scope: 'openid profile' },
    signOutWaiting: false,
    ...(tellsOthers ? { tellsOthers } : {}),
    ...definedOnly({ outbound }),
    reportZone,
    ...idsOf(ids ?? {}),
    merchant: PRACTICE_MERCHANT,
    ...lookOf(look),
    voice: { chunderw: host, publishEvents: false },
    sync: { Twilsock: { uri: `ws://${host}/v3/wsconnect` } },
  };
}
