/**
 * Every environment variable a handler reads. The stack and the local host set them; no other file repeats their
 * names.
 */
export const ENV = {
  /** Public address of the API as Twilio calls it, stage included, no trailing slash: what it signs. */
  publicBaseUrl: 'PUBLIC_BASE_URL',
  auditTable: 'AUDIT_TABLE',
  sessionsTable: 'SESSIONS_TABLE',
  /** Decides how lists are split over keys of indexes (`partitions.ts`); unset means the usual number. */
  paymentsPerSecond: 'PAYMENTS_PER_SECOND',
  /** Months until a session that is over leaves the lists; 0 is never, unset the usual number. */
  keepSessionsMonths: 'KEEP_SESSIONS_MONTHS',
  keepTrailMonths: 'KEEP_TRAIL_MONTHS',
  twilioAccountSid: 'TWILIO_ACCOUNT_SID',
  /** ARN of the secret (JSON, see `secrets.ts`); where it is unset the secret comes from `TWILIO_SECRET`. */
  twilioSecretArn: 'TWILIO_SECRET_ARN',
  /** The same JSON given directly: local host and tests only. */
  twilioSecret: 'TWILIO_SECRET',
  syncServiceSid: 'SYNC_SERVICE_SID',
  twimlAppSid: 'TWIML_APP_SID',
  phoneNumber: 'PHONE_NUMBER',
  payConnectorName: 'PAY_CONNECTOR_NAME',
  /** Connection overrides for payment callbacks, such as `rc=3&rp=ct,rt,5xx`; unset adds none. */
  callbackOverrides: 'CALLBACK_OVERRIDES',
  /** What a company's own sign-in calls the groups of agents and supervisors; unset means so. */
  agentGroup: 'AGENT_GROUP',
  supervisorGroup: 'SUPERVISOR_GROUP',
  /** Base addresses of Twilio's REST API; set only to point at a stand-in. */
  twilioApiBaseUrl: 'TWILIO_API_BASE_URL',
  twilioSyncBaseUrl: 'TWILIO_SYNC_BASE_URL',
  /** Systems that may ask for grants, with the pages in which they show the panel: see `embed-clients.ts`. May be unset. */
  embedClients: 'EMBED_CLIENTS',
  /** Their names with the ids their sign-in has for them: `acme=1h57kf…`. */
  embedClientIds: 'EMBED_CLIENT_IDS',
  /** How the business writes its references and its customers' ids: see `reference-mask.ts`. Each may be unset. */
  referenceLabel: 'REFERENCE_LABEL',
  referenceMask: 'REFERENCE_MASK',
  referenceRequired: 'REFERENCE_REQUIRED',
  customerLabel: 'CUSTOMER_LABEL',
  customerMask: 'CUSTOMER_MASK',
  customerRequired: 'CUSTOMER_REQUIRED',
  /** Which parameters tell the processor what a payment is; unset means the usual ones (`id-settings.ts`). */
  processorParameters: 'PROCESSOR_PARAMETERS',
  /** Name of the bus on which other systems hear of payments; unset tells nobody. */
  eventBus: 'EVENT_BUS',
  /** Base address of EventBridge; set only to point at a stand-in. */
  eventsBaseUrl: 'EVENTS_BASE_URL',
  /** Systems that are told over HTTPS: see `webhooks.ts`. May be unset. */
  webhooks: 'WEBHOOKS',
  /** What the names of their secrets begin with; where it is unset the secrets come from `WEBHOOK_SECRETS`. */
  webhookSecretPrefix: 'WEBHOOK_SECRET_PREFIX',
  /** `{"crm":["whsec_…"]}`: local host and tests only. */
  webhookSecrets: 'WEBHOOK_SECRETS',
  /** `on` lets webhooks go to this machine: local host and tests only. */
  webhooksHere: 'WEBHOOKS_HERE',
  /** How callers are rung and queued: see `call-rules.ts`. Each may be unset. */
  ringAtOnce: 'RING_AT_ONCE',
  ringSeconds: 'RING_SECONDS',
  queueLimit: 'QUEUE_LIMIT',
  queueSeconds: 'QUEUE_SECONDS',
  openHours: 'OPEN_HOURS',
  timeZone: 'TIME_ZONE',
  /** The zone whose days reports have; unset means that of the hours of business, or UTC. */
  reportZone: 'REPORT_ZONE',
  outbound: 'OUTBOUND',
  outboundCountries: 'OUTBOUND_COUNTRIES',
  /** Address of the desk's site, with a trailing slash: it serves the queue's music. */
  deskUrl: 'DESK_URL',
  /** The transparency log's bucket, the ARN of the key that signs it, and its origin, which is also the key's name. */
  tlogBucket: 'TLOG_BUCKET',
  tlogKeyId: 'TLOG_KEY_ID',
  tlogOrigin: 'TLOG_ORIGIN',
  /** In place of bucket and key, a folder and a file: local host and tests only. */
  tlogFolder: 'TLOG_FOLDER',
  tlogKeyFile: 'TLOG_KEY_FILE',
  /** `silent` writes no log lines; unset writes them all. */
  logLevel: 'LOG_LEVEL',
} as const;

export type EnvironmentName = (typeof ENV)[keyof typeof ENV];
