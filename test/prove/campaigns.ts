import { callbackStorms } from './callback-storms/callback-storms.ts';
import type { Campaign } from './campaign.ts';
import { forgery } from './forgery/campaign.ts';
import { leakHunt } from './leak-hunt/leak-hunt.ts';
import { load } from './load/load.ts';
import { neverTwice } from './never-twice/never-twice.ts';
import { twilioFailing } from './twilio-failing/twilio-failing.ts';

/** Every campaign, in the order they run. */
export const CAMPAIGNS: readonly Campaign[] = [
  forgery,
  leakHunt,
  callbackStorms,
  twilioFailing,
  neverTwice,
  load,
];
