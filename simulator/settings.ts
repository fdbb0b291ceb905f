import { type CallsSettings, DEFAULT_CALLS_SETTINGS } from './calls/calls-settings.ts';
import { type ConferenceSettings, DEFAULT_CONFERENCE_SETTINGS } from './conferences/conference-settings.ts';
import { type ConnectorSettings, DEFAULT_CONNECTOR_SETTINGS } from './connector/connector-settings.ts';
import { DEFAULT_PAY_SETTINGS, type PaySettings } from './pay/pay-settings.ts';
import { DEFAULT_SYNC_SETTINGS, type SyncSettings } from './sync/sync-settings.ts';
import { DEFAULT_WEBHOOK_SETTINGS, type WebhookSettings } from './webhooks/webhook-settings.ts';

/**
 * Every point of Twilio's behaviour that no source confirms, as a named setting. Defaults are the choices explained
 * in `simulator/README.md`; change one to see how an application copes with another choice.
 */
export interface Settings
  extends CallsSettings,
    ConferenceSettings,
    PaySettings,
    ConnectorSettings,
    WebhookSettings,
    SyncSettings {
  /** Whether the Marketplace's list of installed add-ons contains Pay Connectors. */
  readonly marketplaceListsConnectors: boolean;
  /** Whether an empty `VoiceApplicationSid` removes the application from a phone number, or is ignored. */
  readonly emptyApplicationSid: 'clears' | 'ignored';
}

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_CALLS_SETTINGS,
  ...DEFAULT_CONFERENCE_SETTINGS,
  ...DEFAULT_PAY_SETTINGS,
  ...DEFAULT_CONNECTOR_SETTINGS,
  ...DEFAULT_WEBHOOK_SETTINGS,
  ...DEFAULT_SYNC_SETTINGS,
  marketplaceListsConnectors: true,
  emptyApplicationSid: 'clears',
};
