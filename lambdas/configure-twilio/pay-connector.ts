import type { Setup } from './setup.ts';
import { TwilioFailure } from './twilio-rest.ts';

/**
 * Whether the Marketplace API lists a Pay Connector of that name among the installed add-ons. That it lists
 * connectors at all is unconfirmed, so `missing` is a hint and stops nothing.
 */
export async function lookForPayConnector(
  { twilio, hosts }: Pick<Setup, 'twilio' | 'hosts'>,
  uniqueName: string,
): Promise<'found' | 'missing' | 'unknown'> {
  try {
    const page = await twilio.get(`${hosts.marketplace}/v1/InstalledAddOns?PageSize=100`);
    const rows: unknown = page.installed_add_ons;
    if (!Array.isArray(rows)) return 'unknown';
    return rows.some((row: { unique_name?: unknown }) => row.unique_name === uniqueName)
      ? 'found'
      : 'missing';
  } catch (failure) {
    if (failure instanceof TwilioFailure) return 'unknown';
    throw failure;
  }
}
