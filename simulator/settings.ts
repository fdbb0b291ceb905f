/**
 * Every point of Twilio's behaviour that no source confirms, as a named setting. Defaults are the choices argued in
 * `simulator/README.md`; change one to see how an application copes with the other reading.
 */
export interface Settings {
  /** `observed`: callbacks as captured in the wild. `documented`: the common parameters on every callback. */
  readonly callbackProfile: 'observed' | 'documented';
  /** What `PartialResult` is on the callback that ends a field. */
  readonly finalPartialResult: 'false' | 'omitted';
}

export const DEFAULT_SETTINGS: Settings = {
  callbackProfile: 'observed',
  finalPartialResult: 'false',
};
