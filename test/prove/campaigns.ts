import type { Campaign } from './campaign.ts';

/** Every campaign, in the order they run. */
export const CAMPAIGNS: readonly Campaign[] = [];
