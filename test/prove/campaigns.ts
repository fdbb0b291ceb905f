import type { Campaign } from './campaign.ts';

/** Every campaign by its name, in the order they run. Each is loaded when it runs, with the app it drives. */
const CAMPAIGNS: Readonly<Record<string, () => Promise<Campaign>>> = {
  forgery: async () => (await import('./forgery/campaign.ts')).forgery,
  'leak-hunt': async () => (await import('./leak-hunt/leak-hunt.ts')).leakHunt,
  'callback-storms': async () => (await import('./callback-storms/callback-storms.ts')).callbackStorms,
  'twilio-failing': async () => (await import('./twilio-failing/twilio-failing.ts')).twilioFailing,
  'never-twice': async () => (await import('./never-twice/never-twice.ts')).neverTwice,
  tamper: async () => (await import('./tamper/tamper.ts')).tamper,
  load: async () => (await import('./load/load.ts')).load,
};

export const CAMPAIGN_NAMES: readonly string[] = Object.keys(CAMPAIGNS);

/** The campaigns of these names; all without a name. */
export function loadCampaigns(names: readonly string[]): Promise<readonly Campaign[]> {
  const chosen = Object.entries(CAMPAIGNS).filter(([name]) => names.length === 0 || names.includes(name));
  return Promise.all(chosen.map(([, load]) => load()));
}
