import { CARD_BRANDS } from './fields.ts';
import { OUTWARD_TYPES, type OutwardEvent } from './outward-event.ts';

const text = (pattern: string, more: object = {}) => ({ type: 'string', pattern, ...more });

const PROPERTIES: Readonly<Record<keyof OutwardEvent, object>> = {
  id: text('^PK[0-9a-f]{32}-[1-9][0-9]*$', { description: 'The same each time this event is sent.' }),
  type: { type: 'string', enum: OUTWARD_TYPES },
  time: { type: 'string', format: 'date-time' },
  sequence: { type: 'integer', minimum: 1, description: 'Rises within a payment, with gaps.' },
  paySid: text('^PK[0-9a-f]{32}$'),
  callSid: text('^(CA[0-9a-fA-F]{32})?$', { description: 'Empty when Twilio named no call.' }),
  agent: { type: 'string', maxLength: 256 },
  client: text('^[a-z][a-z0-9-]{0,30}$'),
  reference: { type: 'string', maxLength: 100 },
  customer: { type: 'string', maxLength: 100 },
  amount: text('^[0-9]{1,9}([.][0-9]{1,4})?$'),
  currency: text('^[A-Z]{3}$'),
  method: { type: 'string', enum: ['credit-card', 'ach-debit'] },
  brand: { type: 'string', enum: CARD_BRANDS },
  lastFour: text('^[0-9]{4}$'),
  outcome: { type: 'string', enum: ['charged', 'saved', 'notCharged', 'unknown'] },
  code: text('^[A-Za-z0-9-]{1,80}$'),
  declined: { type: 'boolean' },
  confirmation: { type: 'string', maxLength: 128 },
  link: { type: 'string', format: 'uri' },
};

const ALWAYS: readonly (keyof OutwardEvent)[] = [
  'id',
  'type',
  'time',
  'sequence',
  'paySid',
  'callSid',
  'agent',
  'method',
];

/** JSON Schema of an event; `docs/events.schema.json` is this, and a test keeps it so. */
export const OUTWARD_EVENT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What other systems are told about a payment',
  type: 'object',
  required: ALWAYS,
  // Later versions may add fields: receivers ignore what they do not know.
  properties: PROPERTIES,
} as const;
