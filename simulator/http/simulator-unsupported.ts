/**
 * Something Twilio may well support and this simulator does not. Reported in the simulator's own words, so that
 * nobody mistakes our gap for Twilio's behaviour.
 */
export class SimulatorUnsupported extends Error {
  override readonly name = 'SimulatorUnsupported';

  /**
   * @param what what was requested, e.g. `GET /2010-04-01/…` or `TwiML verb <Record>`; never a value from the
   * request.
   */
  constructor(what: string) {
    const named = what.replace(/\d(?:[ -]?\d){11,}/g, '(digits)');
    super(`Failed to simulate ${named}: it is not supported. See simulator/README.md for what is.`);
  }
}

/** Body of the 501 response. */
export function unsupportedBody({ message }: SimulatorUnsupported): string {
  return JSON.stringify({ simulator: 'unsupported', message, see: 'simulator/README.md' });
}
