import type { GrantRequest, GrantResponse, OpenResponse } from '#lambdas/contract/panel-api.ts';
import { type HandlerHouse, newSid, originOf, type Reply } from './handler-house.ts';

/** What acme asks for in most tests. */
export const ASKED = {
  agent: 'ana',
  reference: 'INV-2026-001',
  currency: 'USD',
  maxAmount: '50.00',
  origin: originOf('acme'),
} as const;

/** A call in our account that never rang here: somebody else's softphone took it. */
export function callElsewhere({ twilio }: HandlerHouse, status = 'in-progress'): string {
  const callSid = newSid('CA');
  twilio.legs = [...twilio.legs, { sid: callSid, to: '+12025550100', status }];
  return callSid;
}

/** What becomes of such a call. */
export function setCall({ twilio }: HandlerHouse, callSid: string, status: string): void {
  twilio.legs = twilio.legs.map((leg) => (leg.sid === callSid ? { ...leg, status } : leg));
}

export function askGrant(
  house: HandlerHouse,
  asked: Partial<GrantRequest> = {},
  client = 'acme',
): Promise<Reply<GrantResponse>> {
  const callSid = asked.callSid ?? callElsewhere(house);
  return house.client(client, { ...ASKED, origin: originOf(client), ...asked, callSid });
}

/** A panel that is open, as `POST /panel/open` returned it. */
export async function openPanel(
  house: HandlerHouse,
  asked: Partial<GrantRequest> = {},
  client = 'acme',
): Promise<OpenResponse> {
  const { json } = await askGrant(house, asked, client);
  const opened = await house.panel<OpenResponse>('/open', '', { grant: json.grant });
  if (opened.status !== 200) throw new Error(`Failed to open the panel: ${opened.text}`);
  return opened.json;
}
