/** What the stack asks of the custom resource that sets up Twilio's services. */
export interface ServicesProperties {
  /** Friendly name of all we make: unique to the stack, so whatever bears it is ours to change and to delete. */
  readonly name: string;
  readonly voiceUrl: string;
  readonly payConnectorName: string;
  /** A Sync service that somebody else keeps. */
  readonly syncServiceSid?: string;
}

/** What the stack asks of the custom resource that points the phone number at the TwiML app. */
export interface PhoneNumberProperties {
  /** E.164. */
  readonly phoneNumber: string;
  readonly twimlAppSid: string;
}
