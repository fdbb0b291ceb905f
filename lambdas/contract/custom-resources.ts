/** What the stack asks of the custom resource that sets up Twilio's services. */
export interface ServicesProperties {
  /**
   * Friendly name of everything we make: unique to the stack, so everything with this name is ours to change and
   * delete.
   */
  readonly name: string;
  readonly accountSid: string;
  /** Changes with the secret, so that a new one is applied. Absent where no command has looked it up. */
  readonly secretVersion?: string;
  /** Set, and never the same, when something is to be put right that was changed by hand. */
  readonly mending?: string;
  readonly voiceUrl: string;
  /** Static TwiML for when `voiceUrl` fails. */
  readonly voiceFallbackUrl: string;
  readonly payConnectorName: string;
  /** A Sync service that somebody else manages. */
  readonly syncServiceSid?: string;
}

/** What the stack asks of the custom resource that points the phone number at the TwiML app. */
export interface PhoneNumberProperties {
  /** E.164. */
  readonly phoneNumber: string;
  readonly accountSid: string;
  readonly twimlAppSid: string;
}
