import { createHash } from 'node:crypto';
import type { Account, Chance, Clock, ConnectorConfig, PhoneNumberConfig } from '../services.ts';
import type { Settings } from '../settings.ts';
import { NO_VOICE_SETTINGS, type VoiceSettings } from './voice-settings.ts';

interface Dated {
  readonly sid: string;
  readonly friendlyName: string;
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
}

export interface NumberRecord extends Dated, VoiceSettings {
  readonly phoneNumber: string;
  /** Empty when there is none. */
  readonly voiceApplicationSid: string;
  /** Empty when there is none. */
  readonly trunkSid: string;
  readonly voiceReceiveMode: string;
}

export interface ApplicationRecord extends Dated, VoiceSettings {
  readonly publicApplicationConnectEnabled: boolean;
}

export interface KeyRecord extends Dated {
  readonly secret: string;
}

export interface StateOptions {
  /** The account's resources at the start and after a reset. */
  readonly account: Account;
  readonly twimlAppSid: string;
  readonly phoneNumbers: readonly PhoneNumberConfig[];
  readonly connectors: readonly ConnectorConfig[];
  readonly clock: Pick<Clock, 'now'>;
  readonly chance: Chance;
  readonly settings: Pick<Settings, 'marketplaceListsConnectors' | 'emptyApplicationSid'>;
}

/** The account's resources other than calls and documents: numbers, TwiML apps, API keys, connectors. */
export class ProvisioningState {
  readonly numbers = new Map<string, NumberRecord>();
  readonly applications = new Map<string, ApplicationRecord>();
  readonly keys = new Map<string, KeyRecord>();
  readonly options: StateOptions;
  readonly startedAt: Date;
  #phoneNumbers: readonly PhoneNumberConfig[];
  #connectors: readonly ConnectorConfig[];

  constructor(options: StateOptions) {
    this.options = options;
    this.startedAt = options.clock.now();
    this.#phoneNumbers = options.phoneNumbers;
    this.#connectors = options.connectors;
    this.reset();
  }

  get connectors(): readonly ConnectorConfig[] {
    return this.#connectors;
  }

  /** Replaces the configured numbers and connectors; REST changes to numbers are lost. */
  configure(phoneNumbers = this.#phoneNumbers, connectors = this.#connectors): void {
    this.#phoneNumbers = phoneNumbers;
    this.#connectors = connectors;
    this.#seedNumbers();
  }

  reset(): void {
    this.applications.clear();
    this.keys.clear();
    for (const key of this.options.account.apiKeys)
      this.keys.set(key.sid, { ...this.dated(key.sid, 'Simulated key'), secret: key.secret });
    this.#seedNumbers();
  }

  /** The fields every record has. */
  dated(sid: string, friendlyName: string): Dated {
    const now = this.options.clock.now();
    return { sid, friendlyName, dateCreated: now, dateUpdated: now };
  }

  /**
   * Where a call to the number goes: nowhere we know if it is on a SIP trunk, else to its TwiML app, else to its own
   * address (Twilio docs). An empty `voiceUrl` means nowhere.
   */
  leadOf(number: NumberRecord): PhoneNumberConfig {
    const application = this.applications.get(number.voiceApplicationSid);
    const settings = number.voiceApplicationSid ? (application ?? NO_VOICE_SETTINGS) : number;
    return { phoneNumber: number.phoneNumber, ...configOf(number.trunkSid ? NO_VOICE_SETTINGS : settings) };
  }

  #seedNumbers(): void {
    this.numbers.clear();
    for (const number of this.#phoneNumbers) {
      const { phoneNumber, voiceUrl, voiceFallback } = number;
      const sid = `PN${createHash('sha256').update(phoneNumber).digest('hex').slice(0, 32)}`;
      this.numbers.set(sid, {
        ...NO_VOICE_SETTINGS,
        ...this.dated(sid, phoneNumber),
        phoneNumber,
        voiceUrl,
        voiceMethod: number.voiceMethod ?? 'POST',
        ...(voiceFallback
          ? { voiceFallbackUrl: voiceFallback.url, voiceFallbackMethod: voiceFallback.method }
          : {}),
        statusCallback: number.statusCallback ?? '',
        statusCallbackMethod: number.statusCallbackMethod ?? 'POST',
        voiceApplicationSid: '',
        trunkSid: '',
        voiceReceiveMode: 'voice',
      });
    }
    this.applications.set(this.options.twimlAppSid, {
      ...NO_VOICE_SETTINGS,
      ...this.dated(this.options.twimlAppSid, 'Simulated app'),
      voiceUrl: this.#phoneNumbers[0]?.voiceUrl ?? '',
      voiceMethod: this.#phoneNumbers[0]?.voiceMethod ?? 'POST',
      publicApplicationConnectEnabled: false,
    });
  }
}

/** Voice settings in the form numbers are configured in. */
export function configOf(settings: VoiceSettings): Omit<PhoneNumberConfig, 'phoneNumber'> {
  const { voiceUrl, voiceMethod, voiceFallbackUrl, voiceFallbackMethod } = settings;
  const { statusCallback, statusCallbackMethod } = settings;
  return {
    voiceUrl,
    voiceMethod,
    ...(voiceFallbackUrl && { voiceFallback: { url: voiceFallbackUrl, method: voiceFallbackMethod } }),
    ...(statusCallback && { statusCallback, statusCallbackMethod }),
  };
}
