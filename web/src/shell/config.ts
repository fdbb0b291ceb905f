import type { DeskConfig } from '#lambdas/contract/desk-api.ts';

/**
 * Reads `/config.json`, which says where to sign in.
 * @throws Error naming what is wrong, for the person who set the desk up.
 */
export async function loadConfig(load: typeof fetch): Promise<DeskConfig> {
  const response = await load('/config.json', { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`Failed to read /config.json: HTTP ${response.status}. Ask your administrator.`);
  }
  const config = (await response.json()) as Partial<DeskConfig>;
  if (!config.oidc?.authority || !config.oidc.clientId) {
    throw new Error('Failed to read /config.json: oidc is incomplete. Ask your administrator.');
  }
  return {
    stage: config.stage ?? '',
    practice: config.practice ?? false,
    oidc: config.oidc,
    voice: config.voice ?? {},
    sync: config.sync ?? {},
    signOutWaiting: config.signOutWaiting ?? false,
    ...(config.tellsOthers ? { tellsOthers: true } : {}),
    ...(config.reportZone ? { reportZone: config.reportZone } : {}),
    ...(config.outbound ? { outbound: config.outbound } : {}),
    ...(config.merchant ? { merchant: config.merchant } : {}),
    ...(config.brand ? { brand: config.brand } : {}),
    ...(config.ids ? { ids: config.ids } : {}),
  };
}
