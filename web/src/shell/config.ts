import type { DeskConfig } from '#lambdas/contract/desk-api.ts';

/**
 * Reads `/config.json`, which says where to sign in.
 * @throws Error naming what is wrong, in words for whoever set the desk up.
 */
export async function loadConfig(load: typeof fetch): Promise<DeskConfig> {
  const answer = await load('/config.json', { cache: 'no-store' });
  if (!answer.ok) {
    throw new Error(`Failed to read /config.json: HTTP ${answer.status}. Ask whoever runs this desk.`);
  }
  const config = (await answer.json()) as Partial<DeskConfig>;
  if (!config.oidc?.authority || !config.oidc.clientId) {
    throw new Error('Failed to read /config.json: oidc is incomplete. Ask whoever runs this desk.');
  }
  return {
    stage: config.stage ?? '',
    practice: config.practice ?? false,
    oidc: config.oidc,
    voice: config.voice ?? {},
    sync: config.sync ?? {},
  };
}
