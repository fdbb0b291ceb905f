/** The points about webhooks that no source confirms. Defaults in {@link DEFAULT_WEBHOOK_SETTINGS}. */
export interface WebhookSettings {
  /** `User-Agent` of webhooks: observed on other products' webhooks, not on those of Payments. */
  readonly webhookUserAgent: string;
  /** Whether `#rc=2&rp=all` on a URL changes its retries and timeouts; documented, but not checked for Payments. */
  readonly webhookOverrides: boolean;
}

/** The choices explained in `simulator/README.md`. */
export const DEFAULT_WEBHOOK_SETTINGS: WebhookSettings = {
  webhookUserAgent: 'TwilioProxy/1.1',
  webhookOverrides: true,
};
