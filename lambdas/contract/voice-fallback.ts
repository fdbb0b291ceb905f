/**
 * The desk's file that Twilio asks for when the API does not answer a call: static TwiML, so that an outage of ours is
 * no error message of Twilio's.
 */
export const VOICE_FALLBACK_FILE = 'voice-fallback.xml';
