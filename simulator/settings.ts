/**
 * Every point of Twilio's behaviour that no source confirms, as a named setting. Defaults are the choices argued in
 * `simulator/README.md`; change one to see how an application copes with the other reading.
 */
export interface Settings {
  /** `observed`: callbacks as captured in the wild. `documented`: the common parameters on every callback. */
  readonly callbackProfile: 'observed' | 'documented';
  /** What `PartialResult` is on the callback that ends a field. */
  readonly finalPartialResult: 'false' | 'omitted';
  /** What a browser may do with a Sync document it created itself, while the service's ACL is on. */
  readonly syncCreatorPermissions: 'all' | 'none';
  /** How long before its token ends a Sync client is told, in seconds; never more than a quarter of its life. */
  readonly syncExpiryNoticeSeconds: number;
  /** Whether installed Pay Connectors show up in the Marketplace's list of installed add-ons. */
  readonly marketplaceListsConnectors: boolean;
  /** Whether an empty `VoiceApplicationSid` takes the application off a phone number, or is ignored. */
  readonly emptyApplicationSid: 'clears' | 'ignored';
}

export const DEFAULT_SETTINGS: Settings = {
  callbackProfile: 'observed',
  finalPartialResult: 'false',
  syncCreatorPermissions: 'all',
  syncExpiryNoticeSeconds: 180,
  marketplaceListsConnectors: true,
  emptyApplicationSid: 'clears',
};
