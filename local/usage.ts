/** How a command of the whole stack on this machine is used; a test compares the settings with those that are read. */
export function usage(command: string, what: string): string {
  return `${command}   ${what}

Settings, from the environment or from .env beside package.json:
  PORT             port of the desk and its API; 0 picks a free one (3000)
  SIMULATOR_PORT   port of the stand-in Twilio and the caller's phone; 0 picks a free one (3001)
  LOCAL_DATA_DIR   folder for the database, the keys and the log (.local)
  LOG              where the handlers' lines go: file or stdout (file)
  RING_AT_ONCE, RING_SECONDS, QUEUE_LIMIT, QUEUE_SECONDS, OPEN_HOURS, TIME_ZONE, OUTBOUND,
  OUTBOUND_COUNTRIES
                   how callers are rung and queued; .env.example explains each
  REPORT_ZONE      time zone whose days reports have (TIME_ZONE where there are hours of business, else UTC)
  EMBED_CLIENTS, EMBED_ORIGINS
                   systems that may take payments in their own pages, and the pages around those (none)
  REFERENCE_LABEL, REFERENCE_MASK, REFERENCE_REQUIRED, CUSTOMER_LABEL, CUSTOMER_MASK,
  CUSTOMER_REQUIRED, PROCESSOR_PARAMETERS
                   how ids are written and told to the processor; .env.example explains each
  MERCHANT_NAME, MERCHANT_LOCALITY, MERCHANT_CONTACT, BRAND_NAME, BRAND_LOGO, BRAND_ACCENT
                   who receipts name, and the desk's own name, picture and colour; .env.example explains each
  WEBHOOKS         systems that are told of payments, beside this machine's own list of them (none)`;
}
