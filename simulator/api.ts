/** What the package `twilio-simulator` exports. */
export { createSeededChance, systemChance } from './chance.ts';
export { createManualClock, type ManualClock, systemClock } from './clock.ts';
export {
  DEFAULT_ACCOUNT,
  DEFAULT_PHONE_NUMBER,
  DEFAULT_SYNC_SERVICE_SID,
  DEFAULT_TWIML_APP_SID,
} from './defaults.ts';
export { createSimulator } from './index.ts';
export type {
  Account,
  Call,
  CallbackFaults,
  CallStatus,
  Calls,
  Chance,
  Clock,
  ConnectorConfig,
  FaultPlan,
  Faults,
  Hook,
  PhoneNumberConfig,
  RequestLog,
  RequestLogEntry,
  Simulator,
  SimulatorOptions,
} from './services.ts';
export { DEFAULT_SETTINGS, type Settings } from './settings.ts';
