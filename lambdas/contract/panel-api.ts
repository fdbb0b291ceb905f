import type { PaySession } from './desk-api.ts';
import type { PaymentMethod } from './fields.ts';

export type { PaymentMethod };

/**
 * The JSON contract of the panel: what another system asks for, server to server, and what the panel in its page may do
 * with it. Amounts are decimal strings, times ISO 8601, as in `desk-api.ts`.
 */

/** `POST /panel/grants`, with a client's own access token (OAuth client credentials, scope `desk/grant`). */
export interface GrantRequest {
  /** A call that is up, in the Twilio account of this stage. */
  readonly callSid: string;
  /** The agent as the other system calls them: its word, not checked here. No blanks. */
  readonly agent: string;
  /** What the payment is for in the business's own books. The ceiling counts everything charged under it. */
  readonly reference: string;
  readonly customer?: string;
  readonly currency: string;
  /** The most that may be charged under this client and reference, all payments together. */
  readonly maxAmount: string;
  /** The one amount that may be charged; without it the agent enters one. */
  readonly amount?: string;
  /** Origin of the page that embeds the panel, such as `https://crm.example.com`. */
  readonly origin: string;
  /** Absent: cards only. */
  readonly methods?: readonly PaymentMethod[];
}

export interface GrantResponse {
  /** Opens the panel once, until `expiresAt`. Kept nowhere in clear. */
  readonly grant: string;
  /** Address for a plain frame; it holds the grant behind `#`, where no server sees it. */
  readonly url: string;
  readonly expiresAt: string;
}

/** `POST /panel/open`: redeems a grant. */
export interface OpenRequest {
  readonly grant: string;
  /** Origin of the page around the panel, where the browser tells it. */
  readonly origin?: string;
}

/** What the panel may do. `token` works on `/panel/*` only, and lives in the frame's memory. */
export interface OpenResponse {
  readonly token: string;
  readonly expiresAt: string;
  readonly callSid: string;
  /** "ana via acme": as records name them. */
  readonly agent: string;
  readonly reference: string;
  readonly customer?: string;
  readonly currency: string;
  readonly maxAmount: string;
  readonly amount?: string;
  readonly methods: readonly PaymentMethod[];
  /** This client's payments on the call, oldest first. */
  readonly payments: readonly PaySession[];
}

/** `POST /panel/token`: lets the panel read its own Sync documents and nothing else. */
export interface PanelTokenResponse {
  readonly token: string;
  readonly expiresAt: string;
}
