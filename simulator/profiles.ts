import type { Settings } from './settings.ts';

/** Settings under one name, for applications that rely on more than one of them. `simulator/README.md` says which. */
export const PROFILES = {
  /** Every default: callbacks as captured from Twilio. */
  observed: {},
  /** Twilio's pages to the letter, where captured traffic differs. */
  documented: {
    callbackProfile: 'documented',
    cardNumberMask: 'grouped',
    securityCodeMask: 'three',
    requiredNames: 'pascal-case',
  },
  /** For applications that take `!event.PartialResult` for a field that is done. */
  'final-without-partial': { finalPartialResult: 'omitted' },
  /** Demos and processors of 2021, when the connector was in beta. */
  'beta-2021': {
    finalPartialResult: 'omitted',
    connectorContentType: '',
    connectorPath: 'by-method',
  },
} as const satisfies Readonly<Record<string, Partial<Settings>>>;

export type ProfileName = keyof typeof PROFILES;

export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];
